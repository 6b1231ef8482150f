/** What the findings of readers say: what was understood and what to do. Read by school administrators. */
import { createText, type Catalog } from '../i18n/text.ts';

const ru = {
  bundle_not_found: 'Такого файла или папки нет. Проверьте путь.',
  bundle_unreadable: 'Файл не открывается ({reason}). Проверьте права доступа.',
  bundle_not_zip:
    'Это не zip-архив и не папка. Укажите выгрузку OneRoster 1.2: архив .zip или папку с файлами CSV.',
  bundle_damaged: 'Архив повреждён или собран не по правилам ({reason}). Выгрузите его заново.',
  bundle_encrypted: 'Файл в архиве зашифрован. Выгрузите архив без пароля.',
  bundle_too_large:
    'Файл слишком велик: допускается {limit} МБ на файл и {total} МБ на всю выгрузку. Проверьте, та ли это выгрузка.',
  bundle_too_many_files: 'В выгрузке больше {limit, number} файлов. Проверьте, та ли это выгрузка.',
  bundle_suspicious_ratio:
    'Файл сжат более чем в {limit} раз: так устроены архивы-бомбы, а не таблицы. Архив не распакован.',
  folder_inside:
    'Файлы лежат в папке «{folder}» внутри архива; они прочитаны. По стандарту они лежат в корне.',
  file_unknown: 'Такого файла в OneRoster 1.2 нет; он не прочитан. Если это опечатка в имени, исправьте её.',
  file_twice: 'Файл {name} есть дважды (имена отличаются только регистром букв). Оставьте один.',
  file_spelling: 'Файл прочитан как {name}. Назовите его точно так.',
  file_missing: 'Манифест обещает {name}, но такого файла нет. Выгрузка неполна: сделайте её заново.',
  file_needed: 'Файл {name} объявлен отсутствующим, но без него нельзя. Включите его в выгрузку.',
  file_declared_absent:
    'Файл {name} есть, хотя манифест называет его отсутствующим; он не прочитан. Исправьте манифест или уберите файл.',
  file_undeclared: 'Файла {name} нет в манифесте; он прочитан. Добавьте строку file.… со значением bulk.',
  file_empty: 'Файл пуст: нет даже заголовка. Выгрузка неполна: сделайте её заново.',
  file_without_rows:
    'В файле только заголовок, ни одной записи. Похоже, выгрузка не удалась: сделайте её заново.',
  file_unreadable: 'Файл не дочитан ({reason}). Выгрузите архив заново.',
  demographics_unread:
    'Файл с демографическими данными не открывался: Parta они не нужны. Отключите его в выгрузке.',
  manifest_missing:
    'Нет файла manifest.csv, без него неизвестно, что в выгрузке. Сделайте выгрузку OneRoster 1.2 заново.',
  manifest_version: 'Версия манифеста «{value}» неизвестна, прочитано как 1.0.',
  manifest_blank: 'В манифесте для {name} нет значения; файл прочитан. Впишите bulk.',
  manifest_unknown: 'Свойство «{value}» неизвестно и не учтено. Проверьте написание.',
  manifest_twice: 'Свойство «{value}» указано дважды. Оставьте одно.',
  version_missing: 'В манифесте нет oneroster.version. Нужна выгрузка OneRoster 1.2.',
  version_unsupported: 'Версия OneRoster «{value}» не поддерживается, нужна 1.2. Выберите её при выгрузке.',
  delta_unsupported: 'Файл {name} объявлен как delta. Пока читаются только полные выгрузки (bulk).',
  system_code_missing:
    'В манифесте нет source.systemCode; взято «default». Задайте его один раз и не меняйте: по нему записи узнаются при следующей выгрузке.',
  csv_quote:
    'Кавычки расставлены неверно: дальше файл не читается. Кавычку внутри ячейки удваивают, а саму ячейку берут в кавычки.',
  csv_record_too_large: 'Запись слишком длинна: вероятно, не закрыта кавычка. Дальше файл не читается.',
  delimiter:
    'Столбцы разделены знаком «{delimiter}», а нужна запятая. Сохраните файл как CSV UTF-8 с запятыми.',
  header_of_other_file: 'Здесь заголовок файла {other}.csv. Проверьте, не перепутаны ли файлы.',
  header_inside: 'Посреди файла начинается {other}.csv. Разделите файлы и выгрузите заново.',
  header_repeated: 'Заголовок повторён посреди файла; строка пропущена.',
  column_missing: 'Нет столбца «{name}». По стандарту должны быть все столбцы, даже пустые.',
  column_misspelt: 'Столбца «{value}» в стандарте нет. Если это «{name}», исправьте заголовок.',
  column_spelling: 'Столбец прочитан как «{name}». Назовите его точно так.',
  column_twice: 'Столбец «{column}» есть дважды (второй раз под номером {position}). Оставьте один.',
  column_unknown: 'Столбец «{value}» неизвестен и не прочитан. Дополнительные столбцы называют metadata.….',
  column_nameless: 'Столбец без имени не прочитан.',
  column_order: 'Столбцы стоят не в порядке стандарта; прочитаны по именам.',
  row_length:
    'В строке {found, plural, one {# ячейка} few {# ячейки} many {# ячеек} other {# ячейки}}, а в заголовке {expected}. Проверьте кавычки и запятые; если это последняя строка, файл обрезан.',
  not_utf8: 'Буквы не читаются: файл не в кодировке UTF-8. Сохраните его в UTF-8.',
  control_character: 'В ячейке есть невидимые управляющие знаки. Удалите их.',
  value_missing: 'Ячейка «{column}» пуста, а значение обязательно.',
  value_too_long: 'Значение длиннее {limit, number} знаков. Сократите его.',
  value_unknown: 'Такого значения нет. Допустимо: {allowed}.',
  value_spelling: 'Прочитано как «{meant}». Пишите точно так.',
  date_invalid: 'Это не дата, или её можно понять по-разному. Пишите ГГГГ-ММ-ДД, например 2026-09-01.',
  date_form: 'Прочитано как {meant}. Пишите ГГГГ-ММ-ДД.',
  period_backwards: 'Конец не позже начала ({begin}). Последний день в период не входит: исправьте даты.',
  periods_several: 'Та же роль дана ещё раз на другое время; взят период {begin} – {end}.',
  status_filled: 'В полной выгрузке столбец status пуст; «{value}» прочитано как действующая запись.',
  status_ended: 'Запись отмечена как «{value}» и пропущена.',
  status_ended_kept:
    'Человек отмечен как «{value}»: доступ закрывается. Обычно для этого ставят enabledUser=false.',
  id_twice: 'Ключ «{value}» уже был в строке {first, number}. Ключи не должны повторяться.',
  parent_unknown: 'Записи «{value}», на которую ссылается эта, в файле нет; связь не учтена.',
  no_school: 'Нет ни одной организации с типом school. Проверьте выгрузку.',
  locale_unknown: 'Язык «{value}» не поддерживается; взят {used}.',
  time_zone_unknown: 'Часового пояса «{value}» нет; взят {used}. Пример: Europe/Moscow.',
  school_year_differs:
    'Учебный год должен называться по году, в котором он кончается: {year}. Даты взяты из строки.',
  school_year_over:
    'Этот учебный год уже закончился, а классы за него есть. Проверьте даты; конец указывают днём после последнего.',
  school_unknown: 'Организации «{value}» нет в orgs.csv. Добавьте её или исправьте ссылку.',
  org_no_school: 'Организация «{value}» – не школа. Класс должен относиться к организации с типом school.',
  term_unknown: 'Периода «{term}» нет в academicSessions.csv; он не учтён.',
  terms_of_several_years:
    'Периоды класса относятся к разным учебным годам. Заведите класс на каждый год отдельно.',
  school_year_unknown:
    'По этим периодам не видно учебного года. Нужна запись с типом schoolYear в academicSessions.csv, к которой они относятся.',
  course_unknown: 'Курса «{value}» нет в courses.csv; класс прочитан без него.',
  class_twice:
    'В этой школе уже есть класс с таким названием (строка {first, number}). Если это один и тот же, оставьте одну запись.',
  class_unknown: 'Класса «{value}» нет в classes.csv; строка пропущена.',
  class_without_people: 'В классе никого нет. Проверьте enrollments.csv.',
  class_teacher_missing:
    'У класса {title} нет классного руководителя: никто из учителей не отмечен primary=true.',
  class_teachers_several:
    'У класса {title} несколько учителей с primary=true; все они станут классными руководителями.',
  school_differs: 'Школа в строке не та, к которой относится класс; взята школа класса ({used}).',
  user_unknown: 'Человека «{value}» нет в users.csv; строка пропущена.',
  org_unknown: 'Организации «{value}» нет в orgs.csv; роль не дана.',
  user_without_role:
    'У «{value}» нет ни одной роли в roles.csv. Добавьте роль, иначе человек виден только в своих классах.',
  role_narrowed:
    'systemAdministrator школы станет администратором этой школы, а не всего округа. Для округа укажите его организацию.',
  role_without_school: 'Роль дана не в школе, а в «{value}»; она не учтена. Укажите школу.',
  role_conflict:
    'Зачисление как «{value}» противоречит ролям человека ({roles}). Исправьте roles.csv или enrollments.csv: от этого зависит, кто попадёт в детский чат и кто получит права учителя.',
  enrollment_role_unused: 'Зачисление с ролью «{value}» не учтено: участники класса – ученики и учителя.',
  enrollment_twice: 'Такое же зачисление уже есть в строке {first, number}; строка пропущена.',
  enrollment_several:
    'Человек уже зачислен в этот класс в строке {first, number} иначе; взято то, что действует сегодня.',
  agent_self: 'Человек указан собственным представителем; не учтено.',
  agent_unknown: 'Человека «{value}» нет в users.csv; связь не учтена.',
  agent_not_guardian:
    'Связь с «{value}» не учтена: один из двоих должен быть учеником, другой – родителем (parent, guardian, relative).',
  person_twice:
    'То же значение уже есть в строке {first, number}: возможно, один человек под двумя ключами. Оставьте одну запись, иначе у него будет две учётные записи.',
  pupil_twice:
    'В том же классе есть ученик с таким же именем (строка {first, number}): возможно, один ребёнок под двумя ключами.',
  export_shrunk:
    'Выгрузка, похоже, неполна: из {before, number} {what, select, persons {человек} classes {классов} other {зачислений}} этой системы в ней нет {gone, number}. Ничего не изменено. Проверьте выгрузку и повторите.',
  source_changed:
    'Код системы в манифесте другой, чем раньше ({known}), а ключи записей те же: все люди появились бы второй раз. Ничего не изменено. Верните прежний source.systemCode.',
};

export type FindingCode = keyof typeof ru;

const en: { [Code in FindingCode]: string } = {
  bundle_not_found: 'There is no such file or folder. Check the path.',
  bundle_unreadable: 'The file cannot be opened ({reason}). Check its permissions.',
  bundle_not_zip:
    'This is neither a zip archive nor a folder. Give a OneRoster 1.2 export: a .zip archive or a folder with CSV files.',
  bundle_damaged: 'The archive is damaged or breaks the rules of the format ({reason}). Export it again.',
  bundle_encrypted: 'A file of the archive is encrypted. Export it without a password.',
  bundle_too_large:
    'The file is too large: {limit} MB for a file and {total} MB for the export are allowed. Check that this is the right export.',
  bundle_too_many_files:
    'There are more than {limit, number} files in the export. Check that this is the right one.',
  bundle_suspicious_ratio:
    'The file is packed more than {limit} times: so are zip bombs, not tables. The archive was not unpacked.',
  folder_inside:
    'The files lie in the folder "{folder}" of the archive; they were read. The standard wants them at the top.',
  file_unknown: 'OneRoster 1.2 has no such file; it was not read. If its name is misspelt, correct it.',
  file_twice: '{name} is there twice (the names differ in letter case only). Keep one.',
  file_spelling: 'Read as {name}. Give it exactly this name.',
  file_missing:
    'The manifest promises {name}, but there is no such file. The export is incomplete: make it again.',
  file_needed: '{name} is declared absent, but nothing works without it. Include it in the export.',
  file_declared_absent:
    '{name} is there although the manifest declares it absent; it was not read. Correct the manifest or remove the file.',
  file_undeclared: '{name} is not in the manifest; it was read. Add a line file.… with the value bulk.',
  file_empty: 'The file is empty, without even a header. The export is incomplete: make it again.',
  file_without_rows:
    'The file has a header and not one record. The export seems to have failed: make it again.',
  file_unreadable: 'The file could not be read to its end ({reason}). Export it again.',
  demographics_unread:
    'The file with demographic data was not opened: Parta does not need it. Switch it off in the export.',
  manifest_missing:
    'There is no manifest.csv, so nobody knows what is in the export. Make a OneRoster 1.2 export again.',
  manifest_version: 'The manifest version "{value}" is unknown; read as 1.0.',
  manifest_blank: 'The manifest has no value for {name}; the file was read. Write bulk.',
  manifest_unknown: 'The property "{value}" is unknown and was ignored. Check its spelling.',
  manifest_twice: 'The property "{value}" is there twice. Keep one.',
  version_missing: 'The manifest has no oneroster.version. A OneRoster 1.2 export is needed.',
  version_unsupported:
    'OneRoster version "{value}" is not supported; 1.2 is needed. Choose it when exporting.',
  delta_unsupported: '{name} is declared as delta. So far only full exports (bulk) are read.',
  system_code_missing:
    'The manifest has no source.systemCode; "default" was taken. Set it once and never change it: records are recognised by it in the next export.',
  csv_quote:
    'A quotation mark is out of place, and the file cannot be read from here on. Double it inside a cell and put the cell in quotation marks.',
  csv_record_too_large:
    'The record is too long: probably a quotation mark is never closed. The file cannot be read from here on.',
  delimiter:
    'The columns are separated by "{delimiter}" instead of commas. Save the file as CSV UTF-8 with commas.',
  header_of_other_file: 'This is the header of {other}.csv. Check whether files were swapped.',
  header_inside: '{other}.csv begins in the middle of this file. Separate the files and export again.',
  header_repeated: 'The header is repeated in the middle of the file; the line was skipped.',
  column_missing: 'The column "{name}" is missing. The standard wants all columns, even empty ones.',
  column_misspelt: 'The standard has no column "{value}". If it is "{name}", correct the header.',
  column_spelling: 'The column was read as "{name}". Give it exactly this name.',
  column_twice: 'The column "{column}" is there twice (again as number {position}). Keep one.',
  column_unknown:
    'The column "{value}" is unknown and was not read. Extension columns are called metadata.….',
  column_nameless: 'A column without a name was not read.',
  column_order: 'The columns are not in the order of the standard; they were read by their names.',
  row_length:
    'The line has {found, plural, one {# cell} other {# cells}} and the header {expected}. Check quotation marks and commas; if it is the last line, the file is cut off.',
  not_utf8: 'Letters cannot be read: the file is not UTF-8. Save it as UTF-8.',
  control_character: 'The cell has invisible control characters. Delete them.',
  value_missing: 'The cell "{column}" is empty, and a value is required.',
  value_too_long: 'The value is longer than {limit, number} characters. Shorten it.',
  value_unknown: 'There is no such value. Allowed: {allowed}.',
  value_spelling: 'Read as "{meant}". Write it exactly so.',
  date_invalid: 'This is no date, or can be read in two ways. Write YYYY-MM-DD, e.g. 2026-09-01.',
  date_form: 'Read as {meant}. Write YYYY-MM-DD.',
  period_backwards:
    'The end is not after the begin ({begin}). The last day does not count: correct the dates.',
  periods_several: 'The same role is given again for another time; the period {begin} – {end} was taken.',
  status_filled: 'In a full export the column status is empty; "{value}" was read as a record in force.',
  status_ended: 'The record is marked "{value}" and was skipped.',
  status_ended_kept:
    'The person is marked "{value}": access is closed. The usual way to say so is enabledUser=false.',
  id_twice: 'The key "{value}" was in line {first, number} already. Keys must not repeat.',
  parent_unknown: 'The record "{value}" that this one refers to is not in the file; the link was ignored.',
  no_school: 'There is no org of type school. Check the export.',
  locale_unknown: 'The language "{value}" is not supported; {used} was taken.',
  time_zone_unknown: 'There is no time zone "{value}"; {used} was taken. Example: Europe/Moscow.',
  school_year_differs:
    'A school year should bear the year in which it ends: {year}. The dates of the line were taken.',
  school_year_over:
    'This school year is over, yet it has classes. Check the dates; the end is the day after the last.',
  school_unknown: 'The org "{value}" is not in orgs.csv. Add it or correct the reference.',
  org_no_school: 'The org "{value}" is not a school. A class must belong to an org of type school.',
  term_unknown: 'The session "{term}" is not in academicSessions.csv; it was ignored.',
  terms_of_several_years:
    'The terms of the class belong to different school years. Make a class for each year.',
  school_year_unknown:
    'These terms do not tell the school year. academicSessions.csv needs a record of type schoolYear that they belong to.',
  course_unknown: 'The course "{value}" is not in courses.csv; the class was read without it.',
  class_twice:
    'The school already has a class with this title (line {first, number}). If it is the same one, keep one record.',
  class_unknown: 'The class "{value}" is not in classes.csv; the line was skipped.',
  class_without_people: 'Nobody is in the class. Check enrollments.csv.',
  class_teacher_missing: 'Class {title} has no class teacher: no teacher of it is marked primary=true.',
  class_teachers_several:
    'Class {title} has several teachers marked primary=true; all of them become class teachers.',
  school_differs:
    'The school of the line is not the school of the class; that of the class ({used}) was taken.',
  user_unknown: 'The person "{value}" is not in users.csv; the line was skipped.',
  org_unknown: 'The org "{value}" is not in orgs.csv; the role was not given.',
  user_without_role:
    '"{value}" has no role in roles.csv. Add one, or the person is seen only in their classes.',
  role_narrowed:
    'The systemAdministrator of a school becomes administrator of that school, not of the district. For the district, give its org.',
  role_without_school: 'The role is given in "{value}", which is no school; it was ignored. Give a school.',
  role_conflict:
    'Being enrolled as "{value}" contradicts the roles of the person ({roles}). Correct roles.csv or enrollments.csv: it decides who comes into the children’s chat and who gets a teacher’s rights.',
  enrollment_role_unused:
    'The enrollment with the role "{value}" was ignored: a class has pupils and teachers.',
  enrollment_twice: 'The same enrollment is in line {first, number} already; the line was skipped.',
  enrollment_several:
    'The person is enrolled in this class differently in line {first, number}; what holds today was taken.',
  agent_self: 'The person is given as their own guardian; ignored.',
  agent_unknown: 'The person "{value}" is not in users.csv; the link was ignored.',
  agent_not_guardian:
    'The link with "{value}" was ignored: one of the two must be a pupil and the other a parent (parent, guardian, relative).',
  person_twice:
    'The same value is in line {first, number} already: perhaps one person under two keys. Keep one record, or they get two accounts.',
  pupil_twice:
    'A pupil with the same name is in the same class (line {first, number}): perhaps one child under two keys.',
  export_shrunk:
    'The export seems incomplete: of {before, number} {what, select, persons {people} classes {classes} other {enrollments}} of this system, {gone, number} are not in it. Nothing was changed. Check the export and try again.',
  source_changed:
    'The system code of the manifest is another than before ({known}), and the keys of the records are the same: everybody would appear twice. Nothing was changed. Restore the former source.systemCode.',
};

export const findingText = createText({ ru, en } satisfies Catalog<FindingCode>);
