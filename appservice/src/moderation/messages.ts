import { ApiError } from '../http/api-error.ts';
import { createText, type Catalog } from '../i18n/text.ts';
import type { Locale } from '../school/model.ts';

export type ModerationMessage =
  | 'may_not_moderate'
  | 'may_not_restrict'
  | 'no_such_room'
  | 'pause_where'
  | 'slow_how'
  | 'whom'
  | 'until'
  | 'until_ended'
  | 'lock_on'
  | 'lock_off'
  | 'slow_on'
  | 'slow_off'
  | 'mute_on'
  | 'mute_off'
  | 'removal_on'
  | 'removal_off'
  | 'join_pause_on'
  | 'join_pause_off'
  | 'too_fast'
  | 'filtered'
  | 'filtered_link'
  | 'lock_help'
  | 'unlock_help'
  | 'slow_help'
  | 'mute_help'
  | 'unmute_help'
  | 'pause_help'
  | 'resume_help'
  | 'time_wrong'
  | 'which_room'
  | 'who_missing'
  | 'who_unknown'
  | 'done'
  | 'nothing_held';

const catalog: Catalog<ModerationMessage> = {
  ru: {
    may_not_moderate: 'Это могут классный руководитель и администрация школы. Обратитесь к ним.',
    may_not_restrict:
      'К этому человеку вы это применить не можете: администраторов не ограничивают, а сотрудников — только администрация.',
    no_such_room: 'Этой комнатой Парта не управляет. Напишите команду в чате класса или школы.',
    pause_where: 'Приглашения приостанавливают для класса: выберите комнату класса.',
    slow_how: 'Укажите, сколько секунд должно проходить между сообщениями одного человека.',
    whom: 'Укажите, к кому это относится (для замка и паузы — ни к кому).',
    until: 'до {time}',
    until_ended: 'пока это не отменят',
    lock_on: 'Чат закрыт {until}: писать могут только учителя и администрация.',
    lock_off: 'Чат снова открыт: писать могут все.',
    slow_on:
      'Медленный режим {until}: не чаще одного сообщения в {seconds, plural, one {# секунду} few {# секунды} many {# секунд} other {# секунды}} от человека. Более частые я удаляю и пишу автору.',
    slow_off: 'Медленный режим выключен.',
    mute_on:
      'Вы не можете писать в одном из чатов школы {until}. Если вы не согласны, обратитесь к классному руководителю или администрации.',
    mute_off: 'Вы снова можете писать в чате.',
    removal_on:
      'Вас убрали из одного из чатов школы {until}. Если вы не согласны, обратитесь к классному руководителю или администрации.',
    removal_off: 'Вы снова можете войти в чат, из которого вас убрали.',
    join_pause_on: 'Приглашения в класс приостановлены {until}.',
    join_pause_off: 'Приглашения в класс снова действуют.',
    too_fast:
      'В чате медленный режим: между сообщениями должно пройти {seconds, plural, one {# секунда} few {# секунды} many {# секунд} other {# секунды}}. Ваше последнее сообщение удалено, отправьте его позже.',
    filtered: 'Ваше сообщение удалено: в школьных чатах есть слова, которые писать нельзя.',
    filtered_link: 'Ваше сообщение удалено: ученики не публикуют ссылки в школьных чатах.',
    lock_help: 'закрывает чат: пишут только учителя (на время или пока не откроют)',
    unlock_help: 'снова открывает чат',
    slow_help: 'медленный режим: одно сообщение в столько времени от человека',
    mute_help: 'запрещает человеку писать в этом чате на время',
    unmute_help: 'снова разрешает человеку писать',
    pause_help: 'приостанавливает приглашения в класс',
    resume_help: 'снова включает приглашения в класс',
    time_wrong: 'Не понимаю время «{word}». Пишите так: 30s, 10m, 2h, 1d.',
    which_room: 'Напишите команду в том чате, которого она касается.',
    who_missing: 'Укажите человека: упомяните его или напишите его Matrix ID, например @имя:сервер.',
    who_unknown: 'Такого человека Парта не знает. Проверьте Matrix ID.',
    done: 'Принято.',
    nothing_held: 'Ничего такого здесь сейчас нет.',
  },
  en: {
    may_not_moderate: 'This is for the class teacher and the administrators of the school. Ask them.',
    may_not_restrict:
      'You cannot do this to that person: administrators are not restricted, and staff only by administrators.',
    no_such_room: 'Parta does not manage this room. Write the command in a chat of the class or school.',
    pause_where: 'Invites are paused for a class: choose a room of the class.',
    slow_how: 'Say how many seconds must pass between two messages of one person.',
    whom: 'Say whom it is about (for a lock or a pause, nobody).',
    until: 'until {time}',
    until_ended: 'until it is ended',
    lock_on: 'The chat is locked {until}: only teachers and administrators can write.',
    lock_off: 'The chat is open again: everybody can write.',
    slow_on:
      'Slow mode {until}: each person may write once in {seconds, plural, one {# second} other {# seconds}}. I remove faster messages and tell their writer.',
    slow_off: 'Slow mode is off.',
    mute_on:
      'You cannot write in one of the school’s chats {until}. If you do not agree, talk to your class teacher or the administrators.',
    mute_off: 'You can write in the chat again.',
    removal_on:
      'You were removed from one of the school’s chats {until}. If you do not agree, talk to your class teacher or the administrators.',
    removal_off: 'You can enter the chat that you were removed from again.',
    join_pause_on: 'Invites to the class are paused {until}.',
    join_pause_off: 'Invites to the class work again.',
    too_fast:
      'The chat is in slow mode: {seconds, plural, one {# second} other {# seconds}} must pass between messages. Your last message was removed; send it later.',
    filtered: 'Your message was removed: it has a word that is not allowed in the school’s chats.',
    filtered_link: 'Your message was removed: pupils do not post links in the school’s chats.',
    lock_help: 'locks the chat: only teachers write (for a time, or until it is unlocked)',
    unlock_help: 'opens the chat again',
    slow_help: 'slow mode: one message of each person in that time',
    mute_help: 'keeps a person from writing in this chat for a time',
    unmute_help: 'lets the person write again',
    pause_help: 'pauses invites to the class',
    resume_help: 'lets invites to the class work again',
    time_wrong: 'I do not understand the time “{word}”. Write it like this: 30s, 10m, 2h, 1d.',
    which_room: 'Write the command in the chat that it is about.',
    who_missing: 'Say who: mention them or write their Matrix ID, e.g. @name:server.',
    who_unknown: 'Parta does not know this person. Check the Matrix ID.',
    done: 'Done.',
    nothing_held: 'There is nothing like that here now.',
  },
};

export const moderationText = createText(catalog);

/** An error with a text of this feature. */
export function refuse(status: number, errcode: string, key: ModerationMessage): ApiError {
  return new ApiError(status, errcode, (locale) => moderationText(locale, key));
}

/** When something ends, in the school's time. */
export function untilText(locale: Locale, until: Date | null, timeZone: string): string {
  if (until === null) return moderationText(locale, 'until_ended');
  const format = new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return moderationText(locale, 'until', { time: format.format(until) });
}
