/** The actions in words. A feature that adds an action adds its line here; without one the code itself is shown. */
import { createText, type Catalog } from '../i18n/text.ts';
import type { Locale } from '../school/model.ts';

const ru = {
  'attendance.correct': 'исправлена посещаемость',
  'attendance.export': 'выгружена посещаемость',
  'audit.export': 'выгружен журнал действий',
  'broadcast.stream': 'включена раздача трансляции',
  'command.refuse': 'отказано в команде бота',
  'contact.direct_room': 'создан личный чат двоих',
  'contact.direct_open': 'личный чат снова открыт',
  'contact.direct_read_only': 'личный чат только для чтения: нет второго взрослого',
  'contact.direct_close': 'личный чат закрыт по правилам',
  'contact.name_second': 'назначен второй взрослый в личном чате',
  'contact.room_cut': 'из комнаты удалены те, кому в ней нельзя быть вместе',
  'contact.room_closed': 'закрыта комната тех, кому нельзя быть вместе',
  'contact.room_replaced': 'комната заменена личным чатом со вторым взрослым',
  'feed.create': 'создан адрес календаря',
  'inbox.discard': 'удалены необработанные события',
  'inbox.replay': 'повторены необработанные события',
  'invite.approve': 'одобрена заявка',
  'invite.create': 'создано приглашение',
  'invite.decline': 'отклонена заявка',
  'invite.redeem': 'использовано приглашение',
  'invite.revoke': 'отозвано приглашение',
  'lesson.mute': 'на уроке выключен звук или камера',
  'lesson.seat': 'изменены права участника урока',
  'lesson.lower_hands': 'на уроке опущены руки',
  'login_link.create': 'создана ссылка для входа',
  'login_link.use': 'вход по ссылке',
  'question.decide': 'решено о вопросе на трансляции',
  'recording.delete': 'удалена запись',
  'recording.read': 'просмотрена запись',
  'recording.start': 'включена запись',
  'recording.stop': 'остановлена запись',
  'roster.apply': 'применена выгрузка школы',
  'timetable.frame': 'изменены четверти, выходные или звонки',
  'timetable.import': 'загружено расписание',
} as const;

export type KnownAction = keyof typeof ru;

const en: { readonly [Key in KnownAction]: string } = {
  'attendance.correct': 'attendance corrected',
  'attendance.export': 'attendance exported',
  'audit.export': 'log of actions exported',
  'broadcast.stream': 'broadcast streamed to many',
  'command.refuse': 'bot command refused',
  'contact.direct_room': 'direct chat of two people made',
  'contact.direct_open': 'direct chat open again',
  'contact.direct_read_only': 'direct chat read-only: the second adult is missing',
  'contact.direct_close': 'direct chat closed by the rules',
  'contact.name_second': 'second adult of a direct chat named',
  'contact.room_cut': 'people who may not be together removed from a room',
  'contact.room_closed': 'room of people who may not be together closed',
  'contact.room_replaced': 'room replaced by a direct chat with a second adult',
  'feed.create': 'calendar address made',
  'inbox.discard': 'events that were put aside discarded',
  'inbox.replay': 'events that were put aside tried again',
  'invite.approve': 'request to join approved',
  'invite.create': 'invite made',
  'invite.decline': 'request to join declined',
  'invite.redeem': 'invite used',
  'invite.revoke': 'invite revoked',
  'lesson.mute': 'microphone or camera in a lesson switched off',
  'lesson.seat': 'rights of a participant of a lesson changed',
  'lesson.lower_hands': 'hands in a lesson lowered',
  'login_link.create': 'log-in link made',
  'login_link.use': 'logged in by link',
  'question.decide': 'question in a broadcast decided about',
  'recording.delete': 'recording deleted',
  'recording.read': 'recording watched',
  'recording.start': 'recording started',
  'recording.stop': 'recording stopped',
  'roster.apply': 'school export applied',
  'timetable.frame': 'terms, days off or bells changed',
  'timetable.import': 'timetable imported',
};

const catalog: Catalog<KnownAction> = { ru, en };
export const actionText = createText(catalog);

/** An action as people read it. */
export function sayAction(locale: Locale, action: string): string {
  return Object.hasOwn(ru, action) ? actionText(locale, action as KnownAction) : action;
}
