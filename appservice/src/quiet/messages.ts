import { createText, type Catalog } from '../i18n/text.ts';
import type { Refusal } from './rules.ts';

type Keys =
  | `refusal_${Refusal}`
  | 'on_behalf'
  | 'ring'
  | 'told_refused'
  | 'told_quiet'
  | 'no_such_room'
  | 'no_such_post'
  | 'no_such_school'
  | 'staff_only'
  | 'admins_only'
  | 'adults_only'
  | 'not_quiet'
  | 'not_quiet_urgent'
  | 'too_many_waiting'
  | 'too_many_urgent'
  | 'later_help'
  | 'later_what'
  | 'later_none'
  | 'later_line'
  | 'later_refused'
  | 'later_hint'
  | 'later_cancelled'
  | 'later_for_you'
  | 'urgent_help'
  | 'urgent_why'
  | 'urgent_where'
  | 'urgent_done';

const catalog: Catalog<Keys> = {
  en: {
    refusal_no_right: 'You do not work with this class any more.',
    refusal_not_in_room: 'You are not in the room.',
    refusal_closed: 'Nobody can write in this chat just now.',
    refusal_refused: 'You may not write in the room just now.',
    on_behalf: '{name} writes:',
    ring: '❗ Urgent, from {name}: {reason}',
    told_refused: 'A message of yours that waited for the morning was not sent. {why}',
    told_quiet:
      'It is quiet hours for those who read what you just wrote. It has arrived, but it does not ring: they are notified of nothing until {until}. In Parta’s own app you can have a message sent in the morning. If it is urgent, write `!parta urgent REASON` there. This is said once a night.',
    no_such_room: 'In this room nothing waits for the morning.',
    no_such_post: 'This message does not wait any more.',
    no_such_school: 'There is no such school, or it is not yours.',
    staff_only: 'Only those who teach here can do that.',
    admins_only: 'Only administrators of the school can do that.',
    adults_only: 'Pupils cannot leave quiet hours.',
    not_quiet: 'It is not quiet there now: simply write.',
    not_quiet_urgent: 'It is not quiet there now: what you write rings anyhow.',
    too_many_waiting: '{most} of your messages wait already. Cancel some, or wait until they are sent.',
    too_many_urgent: 'You have written {urgent} urgent messages since yesterday. More are not possible.',
    later_help: 'your messages that wait for the morning; “cancel N” takes one back',
    later_what: 'Which one? Write its number from the list.',
    later_none: 'No message of yours waits.',
    later_line: '{number}. {at}: {text}',
    later_refused: '{number}. Not sent: {why}',
    later_hint: 'Take one back with `!parta later cancel N`.',
    later_cancelled: 'It will not be sent.',
    later_for_you: 'The list is for you alone.',
    urgent_help: 'rings in quiet hours for a message; the reason is shown and logged',
    urgent_why: 'Say why it cannot wait.',
    urgent_where: 'Write it in the room that it is about, best as a reply to the message.',
    urgent_done: 'It rings now for everybody here. The reason is in the school’s log.',
  },
  ru: {
    refusal_no_right: 'Вы больше не работаете с этим классом.',
    refusal_not_in_room: 'Вас нет в комнате.',
    refusal_closed: 'В этом чате сейчас никто не может писать.',
    refusal_refused: 'Сейчас вам нельзя писать в этой комнате.',
    on_behalf: '{name} пишет:',
    ring: '❗ Срочно, {name}: {reason}',
    told_refused: 'Ваше сообщение, которое ждало утра, не отправлено. {why}',
    told_quiet:
      'У тех, кому вы только что написали, тихие часы. Сообщение пришло, но без звука: уведомлений не будет до {until}. В приложении Парты можно отправить сообщение утром. Если это срочно, напишите там же `!parta urgent ПРИЧИНА`. Об этом говорится раз за ночь.',
    no_such_room: 'В этой комнате сообщения не ждут утра.',
    no_such_post: 'Это сообщение уже не ждёт.',
    no_such_school: 'Такой школы нет, или она не ваша.',
    staff_only: 'Это могут только те, кто здесь преподаёт.',
    admins_only: 'Это могут только администраторы школы.',
    adults_only: 'Ученики не могут отказаться от тихих часов.',
    not_quiet: 'Там сейчас не тихие часы: просто напишите.',
    not_quiet_urgent: 'Там сейчас не тихие часы: уведомление придёт и так.',
    too_many_waiting: 'Уже ждут {most} ваших сообщений. Отмените какие-нибудь или дождитесь отправки.',
    too_many_urgent: 'Со вчерашнего дня вы отправили срочных сообщений: {urgent}. Больше нельзя.',
    later_help: 'ваши сообщения, которые ждут утра; «cancel N» отменяет одно',
    later_what: 'Какое? Напишите номер из списка.',
    later_none: 'Ни одно ваше сообщение не ждёт.',
    later_line: '{number}. {at}: {text}',
    later_refused: '{number}. Не отправлено: {why}',
    later_hint: 'Отменить: `!parta later cancel N`.',
    later_cancelled: 'Оно не будет отправлено.',
    later_for_you: 'Список только для вас.',
    urgent_help: 'уведомить о сообщении в тихие часы; причина видна всем и записывается',
    urgent_why: 'Напишите, почему это не может подождать.',
    urgent_where: 'Напишите это в той комнате, о которой речь, лучше ответом на сообщение.',
    urgent_done: 'Уведомление пришло всем здесь. Причина записана в журнал школы.',
  },
};

export const quietText = createText(catalog);
export type QuietMessage = Keys;
