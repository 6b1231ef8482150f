/** What people read about lessons. */
import { createText, type Catalog } from '../i18n/text.ts';
import type { Refusal } from './model.ts';

const ru = {
  closed: 'Сейчас здесь нет урока. Его открывает расписание или учитель.',
  not_yours: 'Это не ваш урок.',
  locked: 'Учитель закрыл вход. Напишите ему в чат.',
  removed: 'Учитель удалил вас с урока.',
  parents: 'На уроках присутствуют только ученики и учителя.',
  media_off: 'Видеоуроки в этой школе не настроены.',
  media_preparing: 'Видеоуроки ещё готовятся. Попробуйте через пару минут.',
  media_unavailable: 'Видеосервер сейчас не отвечает. Попробуйте ещё раз чуть позже.',
  no_such_room: 'Такой комнаты для уроков нет или она вам не видна.',
} as const;

export type LessonMessage = keyof typeof ru;

const en: { readonly [K in LessonMessage]: string } = {
  closed: 'There is no lesson here now. The timetable or a teacher opens it.',
  not_yours: 'This is not your lesson.',
  locked: 'The teacher has locked the lesson. Write to them in the chat.',
  removed: 'The teacher has removed you from the lesson.',
  parents: 'Only pupils and teachers take part in lessons.',
  media_off: 'Video lessons are not set up in this school.',
  media_preparing: 'Video lessons are still being prepared. Try again in a few minutes.',
  media_unavailable: 'The video server does not answer just now. Try again a little later.',
  no_such_room: 'There is no such room for lessons, or you may not see it.',
};

const catalog: Catalog<LessonMessage> = { ru, en };
export const lessonText = createText(catalog);

export const REFUSALS: { readonly [R in Refusal]: LessonMessage } = {
  'lesson.closed': 'closed',
  'lesson.not_yours': 'not_yours',
  'lesson.locked': 'locked',
  'lesson.removed': 'removed',
  'lesson.parents': 'parents',
  'lesson.media_off': 'media_off',
  'lesson.media_preparing': 'media_preparing',
  'lesson.media_unavailable': 'media_unavailable',
};
