/** What people read about roles and moves. */
import { createText, type Catalog } from '../i18n/text.ts';

const ru = {
  not_yours:
    'Эту роль вы дать или снять не можете. Роли в школе меняет её администратор, роли в округе — администратор округа.',
  parents_by_guardian:
    'Родителем становятся по ссылке, привязанной к ребёнку. В боте: `!parta invite parent child="Имя Фамилия"`.',
  last_admin: 'Вы последний администратор. Сначала назначьте другого, потом снимите роль с себя.',
  no_such_person: 'Такого человека нет или он вам не виден.',
  no_such_class: 'Такого класса нет или он вам не виден.',
  no_such_role: 'Такой роли у этого человека нет.',
  class_needed: 'Для этой роли нужен класс.',
  class_not_needed: 'Эта роль не бывает в классе.',
  school_needed: 'Для этой роли нужна школа.',
  use_move: 'Этот ученик уже учится в {title}. Переведите его: `!parta move "Имя Фамилия" НОВЫЙ_КЛАСС`.',
  dates_wrong: 'Даты пишут так: 2026-09-01, и начало должно быть раньше конца.',
  not_a_pupil: 'Этот человек сейчас не ученик класса, из которого его переводят.',
  which_class:
    'Ученик учится в нескольких классах: {titles}. Напишите, из какого перевести, например from=7Б.',
  same_class: 'Ученик уже в этом классе.',
  only_homerooms: 'Перевести можно только в класс, а не в учебную группу.',
  role_help: 'роли людей школы: показать, дать, снять',
  role_usage:
    '!parta role list "Имя Фамилия" | grant|end "Имя Фамилия" pupil|teacher|class_teacher|staff|school_admin|district_admin [class=7Б] [from=2026-09-01] [to=2027-06-01] [school="…"]',
  move_help: 'переводит ученика в другой класс',
  move_usage: '!parta move "Имя Фамилия" КЛАСС [from=7Б]',
  person_missing: 'Напишите имя и фамилию в кавычках.',
  person_unknown: 'Человека «{name}» в ваших школах нет.',
  person_several:
    'Под имя «{name}» подходят несколько человек ({count, number}). Напишите имя, отчество и фамилию.',
  role_unknown: 'Роль «{role}» мне неизвестна.',
  class_unknown: 'Класса «{title}» в ваших школах нет.',
  class_several: 'Классов «{title}» несколько. Добавьте school="НАЗВАНИЕ ШКОЛЫ".',
  school_unknown: 'Напишите school="НАЗВАНИЕ ШКОЛЫ": {schools}.',
  action_unknown: 'Слово «{word}» мне здесь неизвестно.',
  done: 'Готово. {name}:',
  moved: 'Готово: {name} теперь учится в {title}. Комнаты поменяются в течение минуты.',
  none: '{name}: ролей нет.',
  line: '• {role}{place, select, none {} other {, {place}}}{from, select, none {} other {, с {from}}}{to, select, none {} other {, до {to}}}{force, select, yes {} other { (сейчас не действует)}}',
} as const;

export type RoleMessage = keyof typeof ru;

const en: { readonly [K in RoleMessage]: string } = {
  not_yours:
    'You cannot give or end this role. Roles in a school are for its administrator, roles in the district for a district administrator.',
  parents_by_guardian:
    'Parents come by a link that is bound to their child. With the bot: `!parta invite parent child="Given Family"`.',
  last_admin: 'You are the last administrator. Appoint another one first, then end your own role.',
  no_such_person: 'There is no such person, or you cannot see them.',
  no_such_class: 'There is no such class, or you cannot see it.',
  no_such_role: 'This person has no such role.',
  class_needed: 'This role needs a class.',
  class_not_needed: 'This role is not held in a class.',
  school_needed: 'This role needs a school.',
  use_move: 'This pupil is in {title} already. Move them: `!parta move "Given Family" NEW_CLASS`.',
  dates_wrong: 'Dates are written like 2026-09-01, and the first one must be before the last.',
  not_a_pupil: 'This person is no pupil now of the class from which they are to move.',
  which_class: 'The pupil is in several classes: {titles}. Write from which to move, for example from=7Б.',
  same_class: 'The pupil is in this class already.',
  only_homerooms: 'Pupils move to a class, not to a teaching group.',
  role_help: 'roles of the people of a school: show, give, end',
  role_usage:
    '!parta role list "Given Family" | grant|end "Given Family" pupil|teacher|class_teacher|staff|school_admin|district_admin [class=7Б] [from=2026-09-01] [to=2027-06-01] [school="…"]',
  move_help: 'moves a pupil to another class',
  move_usage: '!parta move "Given Family" CLASS [from=7Б]',
  person_missing: 'Write given and family name in quotes.',
  person_unknown: 'There is nobody “{name}” in your schools.',
  person_several:
    'The name “{name}” fits several people ({count, number}). Write given, middle and family name.',
  role_unknown: 'I do not know the role “{role}”.',
  class_unknown: 'There is no class “{title}” in your schools.',
  class_several: 'There are several classes “{title}”. Add school="NAME OF THE SCHOOL".',
  school_unknown: 'Write school="NAME OF THE SCHOOL": {schools}.',
  action_unknown: 'I do not know the word “{word}” here.',
  done: 'Done. {name}:',
  moved: 'Done: {name} is in {title} now. The rooms will change within a minute.',
  none: '{name}: no roles.',
  line: '• {role}{place, select, none {} other {, {place}}}{from, select, none {} other {, from {from}}}{to, select, none {} other {, to {to}}}{force, select, yes {} other { (not in force now)}}',
};

const catalog: Catalog<RoleMessage> = { ru, en };
export const roleText = createText(catalog);
