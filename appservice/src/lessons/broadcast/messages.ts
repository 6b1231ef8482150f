/** What people read about questions in broadcasts. */
import { createText, type Catalog } from '../../i18n/text.ts';

const ru = {
  no_broadcast: 'Сейчас нет трансляции, в которой можно задать вопрос.',
  several: 'Сейчас идут несколько трансляций. Добавьте school="НАЗВАНИЕ ШКОЛЫ".',
  blank: 'Напишите вопрос, например: !parta ask "Когда каникулы?"',
  too_long: 'Вопрос длиннее {max, number} знаков. Сократите его.',
  too_many: 'Ваши вопросы ещё ждут ответа ведущих: {max, number}. Подождите, пока на них ответят.',
  in_public: 'Вопрос задают в личном чате с ботом: здесь его увидели бы все.',
  no_such_question: 'Такого вопроса нет или он вам не виден.',
  decided: 'Об этом вопросе уже решили иначе.',
  ask_help: 'задать вопрос ведущим трансляции',
  asked:
    'Вопрос передан ведущим. Если они его примут, бот покажет его всем {named, select, yes {с вашим именем} other {без имени}}.',
  question: 'Вопрос: {text}',
  question_named: 'Вопрос, {name}: {text}',
} as const;

export type BroadcastMessage = keyof typeof ru;

const en: { readonly [K in BroadcastMessage]: string } = {
  no_broadcast: 'There is no broadcast now in which a question could be asked.',
  several: 'There are several broadcasts now. Add school="NAME OF THE SCHOOL".',
  blank: 'Write the question, for example: !parta ask "When are the holidays?"',
  too_long: 'The question is longer than {max, number} characters. Shorten it.',
  too_many: 'Your questions still wait for the speakers: {max, number}. Wait until they have been answered.',
  in_public: 'Questions are asked in a direct chat with the bot: here everybody would see it.',
  no_such_question: 'There is no such question, or you cannot see it.',
  decided: 'It was already decided otherwise about this question.',
  ask_help: 'ask the speakers of a broadcast a question',
  asked:
    'The speakers have your question. If they accept it, the bot shows it to everybody {named, select, yes {with your name} other {without a name}}.',
  question: 'Question: {text}',
  question_named: 'Question, {name}: {text}',
};

const catalog: Catalog<BroadcastMessage> = { ru, en };
export const broadcastText = createText(catalog);
