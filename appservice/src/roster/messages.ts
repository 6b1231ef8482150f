/** What `parta roster` says. Read by school administrators and operators. */
import { createText, type Catalog } from '../i18n/text.ts';

const ru = {
  read: 'Выгрузка {name} ({source}): {counts}.',
  errors: '{count, plural, one {# ошибка} few {# ошибки} other {# ошибок}}',
  warnings: '{count, plural, one {# замечание} few {# замечания} other {# замечаний}}',
  findings: 'Найдено: {counts}.',
  finding_error: 'Ошибка',
  finding_warning: 'Замечание',
  more: '… и ещё {count, number} таких же.',
  nothing_changed: 'Ничего не изменено. Исправьте ошибки и повторите.',
  people_heading: 'Люди и классы',
  no_changes: 'Всё уже так, как в выгрузке.',
  create: 'добавить',
  update: 'изменить',
  activate: 'вернуть доступ',
  deactivate: 'закрыть доступ',
  created: 'добавлено',
  updated: 'изменено',
  activated: 'доступ возвращён',
  deactivated: 'доступ закрыт',
  school: '{count, plural, one {# школа} few {# школы} other {# школ}}',
  year: '{count, plural, one {# учебный год} few {# учебных года} other {# учебных лет}}',
  class: '{count, plural, one {# класс} few {# класса} other {# классов}}',
  person: '{count, plural, one {# человек} few {# человека} other {# человек}}',
  role: '{count, plural, one {# роль} few {# роли} other {# ролей}}',
  enrollment: '{count, plural, one {# зачисление} few {# зачисления} other {# зачислений}}',
  guardianship:
    '{count, plural, one {# связь родителя с ребёнком} few {# связи родителей с детьми} other {# связей родителей с детьми}}',
  vanished: 'Нет в выгрузке, но есть в Parta: {counts}. Ничего из этого не удаляется.',
  rooms_heading: 'Комнаты',
  rooms_in_line: 'Комнаты уже в порядке.',
  create_account:
    '{count, plural, one {создать # учётную запись} few {создать # учётные записи} other {создать # учётных записей}}',
  create_room: '{count, plural, one {создать # комнату} few {создать # комнаты} other {создать # комнат}}',
  set_state:
    '{count, plural, one {поправить # свойство комнат} few {поправить # свойства комнат} other {поправить # свойств комнат}}',
  set_power_levels: '{count, plural, one {поправить права в # комнате} other {поправить права в # комнатах}}',
  add_child:
    '{count, plural, one {показать # комнату в пространстве} few {показать # комнаты в пространствах} other {показать # комнат в пространствах}}',
  remove_child:
    '{count, plural, one {убрать # комнату из пространства} few {убрать # комнаты из пространств} other {убрать # комнат из пространств}}',
  kick: '{count, plural, one {вывести из комнаты: # раз} few {вывести из комнат: # раза} other {вывести из комнат: # раз}}',
  invite: '{count, plural, one {# приглашение} few {# приглашения} other {# приглашений}}',
  join: '{count, plural, one {# вход в комнату} few {# входа в комнаты} other {# входов в комнаты}}',
  rooms_unknown: 'Комнаты не сравнены: {reason}',
  apply_hint: 'Чтобы выполнить: parta roster apply {file}',
  writing: 'Люди и классы',
  rooms: 'Комнаты',
  applied: 'Люди и классы обновлены.',
  rooms_done: 'Комнаты приведены в порядок.',
  rooms_incomplete:
    'Не всё удалось. Люди и классы уже обновлены; повторите команду, она продолжит с того же места.',
  failed_action: 'не удалось: {what} – {error}',
  skipped_actions:
    '{count, plural, one {# действие пропущено} few {# действия пропущено} other {# действий пропущено}}, потому что не удалось то, от чего {count, plural, one {оно зависит} other {они зависят}}.',
  aborted: 'Остановлено. Повторите команду, она продолжит с того же места.',
  not_applied: 'Не удалось записать ({reason}). Ничего не изменено; повторите команду.',
  usage: `Использование:
  parta roster plan ФАЙЛ  [--json] [--lang ru|en]   показать, что изменится
  parta roster apply ФАЙЛ [--json] [--lang ru|en]   изменить

ФАЙЛ – выгрузка OneRoster 1.2 CSV: архив .zip или папка.`,
};

export type RosterMessage = keyof typeof ru;

const en: { [Key in RosterMessage]: string } = {
  read: 'Export {name} ({source}): {counts}.',
  errors: '{count, plural, one {# error} other {# errors}}',
  warnings: '{count, plural, one {# remark} other {# remarks}}',
  findings: 'Found: {counts}.',
  finding_error: 'Error',
  finding_warning: 'Remark',
  more: '… and {count, number} more like this.',
  nothing_changed: 'Nothing was changed. Correct the errors and try again.',
  people_heading: 'People and classes',
  no_changes: 'Everything is as the export says already.',
  create: 'add',
  update: 'change',
  activate: 'give access again',
  deactivate: 'close access',
  created: 'added',
  updated: 'changed',
  activated: 'access given again',
  deactivated: 'access closed',
  school: '{count, plural, one {# school} other {# schools}}',
  year: '{count, plural, one {# school year} other {# school years}}',
  class: '{count, plural, one {# class} other {# classes}}',
  person: '{count, plural, one {# person} other {# people}}',
  role: '{count, plural, one {# role} other {# roles}}',
  enrollment: '{count, plural, one {# enrollment} other {# enrollments}}',
  guardianship: '{count, plural, one {# link of parent and child} other {# links of parents and children}}',
  vanished: 'Not in the export, but in Parta: {counts}. None of it is removed.',
  rooms_heading: 'Rooms',
  rooms_in_line: 'The rooms are in line already.',
  create_account: '{count, plural, one {make # account} other {make # accounts}}',
  create_room: '{count, plural, one {make # room} other {make # rooms}}',
  set_state: '{count, plural, one {correct # property of rooms} other {correct # properties of rooms}}',
  set_power_levels: '{count, plural, one {correct rights in # room} other {correct rights in # rooms}}',
  add_child: '{count, plural, one {show # room in its Space} other {show # rooms in their Spaces}}',
  remove_child: '{count, plural, one {take # room out of a Space} other {take # rooms out of Spaces}}',
  kick: '{count, plural, one {remove somebody from a room: once} other {remove somebody from rooms: # times}}',
  invite: '{count, plural, one {# invitation} other {# invitations}}',
  join: '{count, plural, one {# room joined} other {# rooms joined}}',
  rooms_unknown: 'The rooms were not compared: {reason}',
  apply_hint: 'To do it: parta roster apply {file}',
  writing: 'People and classes',
  rooms: 'Rooms',
  applied: 'People and classes are up to date.',
  rooms_done: 'The rooms are in line.',
  rooms_incomplete:
    'Not everything succeeded. People and classes are up to date; run the command again, it goes on where it stopped.',
  failed_action: 'failed: {what} – {error}',
  skipped_actions:
    '{count, plural, one {# action was skipped because what it depends on failed} other {# actions were skipped because what they depend on failed}}.',
  aborted: 'Stopped. Run the command again, it goes on where it stopped.',
  not_applied: 'Could not be written ({reason}). Nothing was changed; run the command again.',
  usage: `Usage:
  parta roster plan FILE  [--json] [--lang ru|en]   show what would change
  parta roster apply FILE [--json] [--lang ru|en]   change it

FILE is a OneRoster 1.2 CSV export: a .zip archive or a folder.`,
};

export const rosterText = createText({ ru, en } satisfies Catalog<RosterMessage>);
