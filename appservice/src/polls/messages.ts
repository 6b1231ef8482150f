import { ApiError } from '../http/api-error.ts';
import { createText, type Catalog, type Values } from '../i18n/text.ts';
import type { Locale } from '../school/model.ts';

const ru = {
  help: 'опрос: спросить, закончить, узнать итог',
  no_such_room: 'Опросы здесь не считаются: это не комната школы.',
  no_such_poll: 'Такого опроса нет.',
  no_poll_here: 'В этой комнате нет опроса, о котором можно сказать это.',
  may_not_ask: 'Спросить здесь могут учителя класса и администрация, в чате родителей — и родители.',
  may_not_end: 'Закончить опрос могут тот, кто спросил, учителя класса и администрация.',
  may_not_see: 'Это видят учителя класса и администрация.',
  not_yet: 'Это закрытый опрос: итог будет виден после его окончания.',
  is_over: 'Опрос уже закончен.',
  not_anonymous: 'В этом опросе голосуют в самой комнате.',
  no_child: 'Здесь голосуют родители: один голос на ребёнка. У вас нет ребёнка, за которого вы голосуете.',
  no_answer: 'Такого ответа в опросе нет.',
  too_many_chosen:
    'Можно выбрать не больше {most, plural, one {# ответа} few {# ответов} many {# ответов} other {# ответа}}.',
  question_missing: 'Напишите вопрос и хотя бы два ответа, каждый в кавычках.',
  too_many_answers:
    'Ответов {count}, а может быть не больше {most}: больше не показывает ни одно приложение.',
  too_long: 'Вопрос может быть не длиннее {question} знаков, ответ — {answer}.',
  twice: 'Два ответа одинаковы.',
  several_wrong: 'Сколько ответов можно выбрать: число от 1 до {most}.',
  until_wrong: 'Не понимаю срок «{word}». Например: 18:00, 2026-12-01 18:00, 2h.',
  until_past: 'Срок опроса уже прошёл или дальше чем через год.',
  child_where: 'По голосу на ребёнка считают там, где голосуют родители: в чате родителей и в объявлениях.',
  option_unknown: 'Не понимаю «{word}».',
  in_room: 'Напишите это в комнате, где спрашиваете.',
  vote_how: 'Напишите код опроса и номер ответа, например: !parta poll vote KLMNPQ 2',
  vote_done: 'Голос учтён: {answers}. Его можно изменить до конца опроса: в комнате его никто не видит.',
  vote_back: 'Голос снят.',
  asked: 'Опрос начат.',
  ending: 'Заканчиваю опрос.',
  surplus:
    'В этом опросе {count} ответов. Приложения показывают только первые {most}, и считаются только они.',
  anonymous_title: 'Анонимный опрос: {question}',
  anonymous_how:
    'Голоса не попадают в эту комнату: Парта покажет в конце только числа, а кто как ответил, удалит. Голосовать в Парте — кнопкой под вопросом, в другом приложении — написать мне в личный чат: `!parta poll vote {code} 1`.',
  several: 'Можно выбрать несколько ответов: до {most}.',
  per_child: 'Один голос на ребёнка: считается последний голос его родителей.',
  until: 'Голосовать можно до {time}.',
  ended: 'Опрос закончен: {question}',
  result_now: 'Опрос ещё идёт: {question}',
  ended_best: 'Опрос закончен. Больше всего голосов: {answer} ({votes}).',
  ended_tie: 'Опрос закончен. Поровну голосов: {answers} (по {votes}).',
  ended_none: 'Опрос закончен. Никто не проголосовал.',
  line: '{answer} — {votes} ({share} %)',
  voters_person:
    '{count, plural, =0 {Никто не проголосовал.} one {Проголосовал # человек.} few {Проголосовали # человека.} many {Проголосовали # человек.} other {Проголосовали # человека.}}',
  voters_child:
    '{count, plural, =0 {Никто не проголосовал.} one {Проголосовали за # ребёнка.} few {Проголосовали за # детей.} many {Проголосовали за # детей.} other {Проголосовали за # ребёнка.}}',
  too_few: 'Проголосовали меньше трёх: чтобы никого не узнали, чисел нет.',
  column_answer: 'Ответ',
  column_votes: 'Голоса',
  column_share: 'Доля, %',
  column_name: 'Имя',
  column_answers: 'Ответы',
  column_time: 'Когда',
} as const;

export type PollMessage = keyof typeof ru;

const en: { readonly [Key in PollMessage]: string } = {
  help: 'poll: ask, end, see the result',
  no_such_room: 'Polls are not counted here: this is no room of the school.',
  no_such_poll: 'There is no such poll.',
  no_poll_here: 'There is no poll in this room that this could be about.',
  may_not_ask: 'Teachers of the class and administrators may ask here; in the parents’ chat parents too.',
  may_not_end: 'Whoever asked may end the poll, and teachers of the class and administrators.',
  may_not_see: 'Teachers of the class and administrators see this.',
  not_yet: 'This is a closed poll: the result shows after its end.',
  is_over: 'The poll has ended.',
  not_anonymous: 'Votes in this poll are given in the room itself.',
  no_child: 'Parents vote here, one vote a child. There is no child for whom you vote.',
  no_answer: 'The poll has no such answer.',
  too_many_chosen: 'At most {most, plural, one {# answer} other {# answers}} can be chosen.',
  question_missing: 'Write the question and at least two answers, each in quotes.',
  too_many_answers: '{count} answers, and there can be {most} at most: no app shows more.',
  too_long: 'A question can have {question} characters at most, an answer {answer}.',
  twice: 'Two answers are the same.',
  several_wrong: 'How many answers can be chosen: a number from 1 to {most}.',
  until_wrong: 'I do not understand the time “{word}”. For example: 18:00, 2026-12-01 18:00, 2h.',
  until_past: 'The end of the poll is over already, or more than a year away.',
  child_where: 'One vote a child is counted where parents vote: in the parents’ chat and in announcements.',
  option_unknown: 'I do not understand “{word}”.',
  in_room: 'Write this in the room where you ask.',
  vote_how: 'Write the code of the poll and the number of the answer, e.g. !parta poll vote KLMNPQ 2',
  vote_done:
    'Your vote counts: {answers}. You can change it until the poll ends: nobody in the room sees it.',
  vote_back: 'Your vote is taken back.',
  asked: 'The poll has begun.',
  ending: 'Ending the poll.',
  surplus: 'This poll has {count} answers. Apps show only the first {most}, and only those count.',
  anonymous_title: 'Anonymous poll: {question}',
  anonymous_how:
    'Votes do not come into this room: at the end Parta shows only the numbers, and deletes who answered what. In Parta vote by the button below the question, in another app write to me in a direct chat: `!parta poll vote {code} 1`.',
  several: 'Several answers can be chosen: up to {most}.',
  per_child: 'One vote a child: the last vote of their parents counts.',
  until: 'You can vote until {time}.',
  ended: 'The poll has ended: {question}',
  result_now: 'The poll goes on: {question}',
  ended_best: 'The poll has ended. Most votes: {answer} ({votes}).',
  ended_tie: 'The poll has ended. As many votes for {answers} ({votes} each).',
  ended_none: 'The poll has ended. Nobody voted.',
  line: '{answer} — {votes} ({share}%)',
  voters_person: '{count, plural, =0 {Nobody voted.} one {# person voted.} other {# people voted.}}',
  voters_child: '{count, plural, =0 {Nobody voted.} one {# vote for a child.} other {# votes for children.}}',
  too_few: 'Fewer than three voted: there are no numbers, so that nobody is recognised.',
  column_answer: 'Answer',
  column_votes: 'Votes',
  column_share: 'Share, %',
  column_name: 'Name',
  column_answers: 'Answers',
  column_time: 'When',
};

const catalog: Catalog<PollMessage> = { ru, en };
export const pollText = createText(catalog);

/** An error with a text of this feature. */
export function refuse(status: number, errcode: string, key: PollMessage, values: Values = {}): ApiError {
  return new ApiError(status, errcode, (locale: Locale) => pollText(locale, key, values));
}
