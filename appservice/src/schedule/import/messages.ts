/** What the readers of timetables say: what was understood and what to do. Read by teachers and school administrators. */
import { createText, type Catalog } from '../../i18n/text.ts';

const ru = {
  file_too_large: 'Файл больше {limit} МБ. Проверьте, тот ли это файл.',
  not_a_calendar:
    'Это не календарь: файл должен начинаться с BEGIN:VCALENDAR. Выгрузите его в формате iCalendar (.ics).',
  structure: 'Здесь нарушена вложенность BEGIN и END; дальше файл не читается. Выгрузите его заново.',
  cut_off: 'Файл обрывается: не хватает END. Скачайте его заново.',
  too_many_events: 'Записей больше {limit, number}. Выгрузите календарь за меньшее время.',
  line_too_long: 'Строка слишком длинна и пропущена.',
  property_malformed: 'Строка не читается. Выгрузите календарь заново.',
  uid_missing: 'У события нет UID; при следующей загрузке его нельзя будет узнать. Оно пропущено.',
  uid_twice: 'Событие с этим UID уже было в строке {first, number}; взято то, что новее.',
  text_missing: 'У события нет названия (SUMMARY). Оно пропущено.',
  text_too_long: 'Текст длиннее {limit, number} знаков; взято начало.',
  start_missing: 'У события нет времени начала (DTSTART). Оно пропущено.',
  time_malformed: 'Такого времени нет. Исправьте его.',
  end_missing: 'У события нет конца (DTEND или DURATION). Добавьте его.',
  duration_wrong:
    'Урок должен длиться от 1 минуты до {limit, plural, one {# минуты} few {# минут} many {# минут} other {# минут}}. Событие пропущено.',
  all_day: 'Событие на весь день – не урок; пропущено.',
  tzid_unknown:
    'Часового пояса «{value}» Parta не знает. {known, select, yes {Похоже, это {suggestion}. Подтвердите или назовите другой} other {Назовите пояс IANA, например Europe/Moscow}}: от него зависит время всех этих уроков.',
  tzid_answer_wrong: 'Пояса «{answer}» нет. Назовите пояс IANA, например Europe/Moscow.',
  vtimezone_differs:
    'Файл описывает пояс «{value}» иначе ({theirs}), чем он есть ({ours}). Взято время пояса; проверьте несколько уроков.',
  floating_time: 'Время указано без часового пояса; взят {used}.',
  utc_rule:
    'Урок повторяется по времени UTC: при переводе часов он сдвинется на час. Лучше указать часовой пояс.',
  rule_malformed: 'Правило повторения не читается: «{part}». Событие пропущено.',
  rule_part_unknown: 'Часть правила «{part}» не поддерживается. Событие пропущено.',
  rule_too_frequent: 'Уроки не повторяются чаще раза в день: «{part}». Событие пропущено.',
  rule_count_and_until: 'В правиле и COUNT, и UNTIL; так нельзя. Событие пропущено.',
  rule_too_long: 'Правило повторения слишком длинно. Событие пропущено.',
  rules_several: 'У события несколько правил повторения; поддерживается одно. Событие пропущено.',
  start_not_in_rule: 'Первый день не подходит под правило повторения; уроки взяты по правилу.',
  rdate_unsupported: 'Дополнительные даты (RDATE) не поддерживаются и не взяты. Заведите эти уроки отдельно.',
  exceptions_too_many: 'Исключений больше {limit, number}; событие пропущено. Разделите его.',
  range_unsupported:
    'Изменение «с этого дня и дальше» (RANGE) не поддерживается. Закончите урок и заведите новый.',
  override_orphan: 'Изменён урок, которого в файле нет; взят как отдельный.',
  row_length:
    'В строке {found, plural, one {# ячейка} few {# ячейки} many {# ячеек} other {# ячейки}}, а в заголовке {expected}. Проверьте кавычки и разделители.',
  csv_unreadable: 'Кавычки расставлены неверно: дальше файл не читается.',
  header_missing: 'В таблице нет столбца «{name}». Нужны: {needed}.',
  column_unknown: 'Столбец «{column}» неизвестен и не прочитан.',
  column_twice: 'Столбец «{column}» есть дважды. Оставьте один.',
  file_empty: 'В файле нет ни одного урока.',
  value_missing: 'Ячейка «{column}» пуста, а значение обязательно.',
  weekday_unknown: 'Такого дня недели нет. Пишите, например, пн или Mon.',
  week_unknown: 'Неделя – A, B или пусто.',
  week_without_cycle: 'В четверти «{term}» нет недель A и B. Включите их или оставьте столбец пустым.',
  period_unknown: 'Урока с таким номером нет в расписании звонков. Добавьте его или укажите время.',
  clock_wrong: 'Это не время. Пишите ЧЧ:ММ, например 10:15.',
  clock_backwards: 'Конец не позже начала.',
  day_wrong: 'Это не дата. Пишите ГГГГ-ММ-ДД, например 2026-09-01.',
  day_or_weekday: 'Нужно указать либо день недели, либо дату.',
  class_unknown: 'Класса «{value}» нет. Проверьте название.',
  class_ambiguous: 'Классов «{value}» несколько. Уточните название.',
  teacher_unknown: 'Учителя с таким именем в школе нет. Проверьте имя; урок взят без учителя.',
  teacher_ambiguous: 'Учителей с таким именем несколько; урок взят без учителя.',
  term_unknown: 'Четверти «{value}» нет. Заведите её или исправьте название.',
  term_needed: 'Не сказано, в какой четверти урок, а сейчас их несколько или ни одной. Укажите term.',
  no_such_day: 'В четверти «{term}» нет такого дня.',
  too_many_lessons:
    'Уроков больше {limit, number}: столько у одного класса не бывает. Проверьте, тот ли это календарь, или выгрузите его за меньшее время.',
  conflict_teacher:
    '{day} в {clock} учитель {name} уже ведёт урок «{other}» ({time}); таких дней {times, number}. Если так и задумано, ничего делать не надо.',
  conflict_class:
    '{day} в {clock} у класса {name} есть и урок «{other}» ({time}); таких дней {times, number}. Если это две группы, ничего делать не надо.',
  conflict_location:
    '{day} в {clock} место {name} занято: урок «{other}» ({time}); таких дней {times, number}. Если там хватит места всем, ничего делать не надо.',
  conflicts_many:
    'Накладок больше {limit, number}; остальные не проверены. Проверьте, не загружено ли расписание дважды.',
} as const;

export type ImportCode = keyof typeof ru;

const en: { readonly [K in ImportCode]: string } = {
  file_too_large: 'The file is larger than {limit} MB. Check that it is the right one.',
  not_a_calendar:
    'This is no calendar: the file must begin with BEGIN:VCALENDAR. Export it as iCalendar (.ics).',
  structure: 'BEGIN and END do not match here; the rest of the file was not read. Export it again.',
  cut_off: 'The file breaks off: an END is missing. Download it again.',
  too_many_events: 'There are more than {limit, number} entries. Export the calendar for a shorter time.',
  line_too_long: 'The line is too long and was left out.',
  property_malformed: 'The line cannot be read. Export the calendar again.',
  uid_missing: 'The event has no UID, so it could not be recognised at the next import. It was left out.',
  uid_twice: 'An event with this UID was in line {first, number} already; the newer one was taken.',
  text_missing: 'The event has no title (SUMMARY). It was left out.',
  text_too_long: 'The text is longer than {limit, number} characters; its beginning was taken.',
  start_missing: 'The event has no start (DTSTART). It was left out.',
  time_malformed: 'There is no such time. Correct it.',
  end_missing: 'The event has no end (DTEND or DURATION). Add it.',
  duration_wrong:
    'A lesson must last from 1 minute to {limit, plural, one {# minute} other {# minutes}}. The event was left out.',
  all_day: 'An event of a whole day is no lesson; left out.',
  tzid_unknown:
    'Parta does not know the time zone “{value}”. {known, select, yes {It looks like {suggestion}. Confirm that or name another} other {Name an IANA zone, e.g. Europe/Berlin}}: the time of all these lessons depends on it.',
  tzid_answer_wrong: 'There is no time zone “{answer}”. Name an IANA zone, e.g. Europe/Berlin.',
  vtimezone_differs:
    'The file describes the zone “{value}” differently ({theirs}) from what it is ({ours}). The zone itself was taken; check some lessons.',
  floating_time: 'The time has no time zone; {used} was taken.',
  utc_rule:
    'The lesson repeats in UTC: it moves by an hour when the clocks change. Better give it a time zone.',
  rule_malformed: 'The rule of repetition cannot be read: “{part}”. The event was left out.',
  rule_part_unknown: 'The part “{part}” of the rule is not supported. The event was left out.',
  rule_too_frequent: 'Lessons do not repeat more than once a day: “{part}”. The event was left out.',
  rule_count_and_until: 'The rule has both COUNT and UNTIL, which must not be. The event was left out.',
  rule_too_long: 'The rule of repetition is too long. The event was left out.',
  rules_several: 'The event has several rules of repetition; one is supported. The event was left out.',
  start_not_in_rule: 'The first day does not fit the rule of repetition; the lessons of the rule were taken.',
  rdate_unsupported:
    'Additional dates (RDATE) are not supported and were not taken. Add those lessons by themselves.',
  exceptions_too_many: 'There are more than {limit, number} exceptions; the event was left out. Split it.',
  range_unsupported:
    'A change “from this day on” (RANGE) is not supported. End the lesson and add a new one.',
  override_orphan: 'A lesson was changed that is not in the file; taken as one by itself.',
  row_length:
    'The row has {found, plural, one {# cell} other {# cells}}, the header {expected}. Check quotes and separators.',
  csv_unreadable: 'Quotes are wrong here: the rest of the file cannot be read.',
  header_missing: 'The table has no column “{name}”. Needed are: {needed}.',
  column_unknown: 'The column “{column}” is not known and was not read.',
  column_twice: 'The column “{column}” is there twice. Leave one.',
  file_empty: 'There is no lesson in the file.',
  value_missing: 'The cell “{column}” is empty, but a value is needed.',
  weekday_unknown: 'There is no such day of the week. Write e.g. Mon.',
  week_unknown: 'A week is A, B or empty.',
  week_without_cycle: 'The term “{term}” has no weeks A and B. Turn them on or leave the column empty.',
  period_unknown: 'The bell schedule has no period of this number. Add it or give the time.',
  clock_wrong: 'This is no time. Write HH:MM, e.g. 10:15.',
  clock_backwards: 'The end is not after the begin.',
  day_wrong: 'This is no date. Write YYYY-MM-DD, e.g. 2026-09-01.',
  day_or_weekday: 'Give either a day of the week or a date.',
  class_unknown: 'There is no class “{value}”. Check its title.',
  class_ambiguous: 'There are several classes “{value}”. Give a more exact title.',
  teacher_unknown:
    'The school has no teacher of this name. Check it; the lesson was taken without a teacher.',
  teacher_ambiguous: 'There are several teachers of this name; the lesson was taken without a teacher.',
  term_unknown: 'There is no term “{value}”. Add it or correct its title.',
  term_needed:
    'It is not said in which term the lesson is, and now there are several or none. Give the term.',
  no_such_day: 'The term “{term}” has no such day.',
  too_many_lessons:
    'There are more than {limit, number} lessons: no class has that many. Check that it is the right calendar, or export it for a shorter time.',
  conflict_teacher:
    'On {day} at {clock} the teacher {name} already has the lesson “{other}” ({time}); so on {times, number} days. If that is meant, there is nothing to do.',
  conflict_class:
    'On {day} at {clock} the class {name} also has the lesson “{other}” ({time}); so on {times, number} days. If these are two groups, there is nothing to do.',
  conflict_location:
    'On {day} at {clock} the location {name} is taken by the lesson “{other}” ({time}); so on {times, number} days. If there is space for all, there is nothing to do.',
  conflicts_many:
    'There are more than {limit, number} conflicts; the others were not looked for. Check that the timetable was not imported twice.',
};

const catalog: Catalog<ImportCode> = { ru, en };
export const importText = createText(catalog);
