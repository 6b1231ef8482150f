/** What people read about documents. */
import { createText, type Catalog } from '../i18n/text.ts';

const ru = {
  no_such_document: 'Такого документа нет или он вам не виден.',
  no_such_task: 'Такого задания нет или оно вам не видно.',
  no_such_class: 'Такого класса нет или он вам не виден.',
  no_such_upload: 'Такой загрузки нет: она закончена, отменена или слишком давно прервана. Начните заново.',
  no_such_share: 'Ссылка больше не действует, или вас нет в чате, для которого её сделали.',
  may_not: 'Этого вы здесь сделать не можете.',
  not_your_room: 'Поделиться можно только в чате, в котором вы сами состоите на этом сервере.',
  name_wrong: 'У файла должно быть имя из видимых знаков.',
  folder_wrong: 'Папка может иметь не больше восьми уровней и 200 знаков.',
  place_wrong: 'Укажите, куда загрузить: класс для библиотеки, задание для сдачи.',
  due_wrong: 'Срок сдачи — не дата ближайших лет.',
  share_too_long:
    'Ссылка может действовать не дольше {days, plural, one {# дня} few {# дней} many {# дней} other {# дня}}.',
  nothing_handed_in: 'Ученик ещё ничего не сдал.',
  offset_wrong: 'Загрузка продолжается с другого места: спросите, сколько уже пришло.',
  too_much: 'Пришло больше байтов, чем было обещано.',
  file_too_large: 'Файл слишком большой: можно до {megabytes, number} МБ.',
  quota: 'Не хватает места: занято {used, number} из {limit, number} МБ.',
  too_many_uploads: 'Слишком много незаконченных загрузок. Дождитесь их или отмените.',
  bytes_wrong_type: 'Байты файла присылают как application/offset+octet-stream.',
  not_satisfiable: 'Этой части в файле нет.',
  damaged: 'Файл в хранилище повреждён, поэтому мы его не отдаём. Администратор об этом узнает.',
  new_documents:
    '{count, plural, =1 {Новый документ} one {Новые документы} few {Новые документы} many {Новые документы} other {Новые документы}} в библиотеке класса: {names}',
  and_more: 'и ещё {count, number}',
  new_task: 'Новое задание: «{title}».{due, select, none {} other { Сдать до {due}.}}',
  open_here: 'Открыть: {url}',
  remind: 'Напоминание: «{title}» нужно сдать до {due}.\nОткрыть: {url}',
  returned: 'Учитель вернул работу «{title}» с комментарием.\nОткрыть: {url}',
  documents_help: 'документы класса',
  documents_usage: '!parta documents [КЛАСС]',
  handin_help: 'что нужно сдать',
  library_of:
    '{title}: {count, plural, =0 {документов нет} one {# документ} few {# документа} many {# документов} other {# документа}}',
  no_class: 'Классов, документы которых вам видны, нет.',
  nothing_to_hand_in: 'Сдавать нечего.',
  task_line:
    '{title} ({class}){due, select, none {} other {, до {due}}}: {standing, select, open {не сдано} missing {срок прошёл} handed_in {сдано} late {сдано с опозданием} returned {возвращено} other {{handed, number} сдали}}',
} as const;

export type DocumentMessage = keyof typeof ru;

const en: { readonly [K in DocumentMessage]: string } = {
  no_such_document: 'There is no such document, or you cannot see it.',
  no_such_task: 'There is no such task, or you cannot see it.',
  no_such_class: 'There is no such class, or you cannot see it.',
  no_such_upload:
    'There is no such upload: it is complete, cancelled or was interrupted too long ago. Begin anew.',
  no_such_share: 'The link no longer holds, or you are not in the chat that it was made for.',
  may_not: 'You cannot do that here.',
  not_your_room: 'You can only share into a chat that you are in yourself, on this server.',
  name_wrong: 'A file needs a name of characters that can be seen.',
  folder_wrong: 'A folder can have at most eight levels and 200 characters.',
  place_wrong: 'Say where it goes: a class for its library, a task to hand in.',
  due_wrong: 'The deadline is no date of the coming years.',
  share_too_long: 'A link can live {days, plural, one {# day} other {# days}} at most.',
  nothing_handed_in: 'The pupil has handed nothing in yet.',
  offset_wrong: 'The upload goes on at another place: ask how much has arrived.',
  too_much: 'More bytes came than were announced.',
  file_too_large: 'The file is too large: up to {megabytes, number} MB are allowed.',
  quota: 'There is not enough room: {used, number} of {limit, number} MB are used.',
  too_many_uploads: 'Too many unfinished uploads. Wait for them or cancel them.',
  bytes_wrong_type: 'The bytes of a file are sent as application/offset+octet-stream.',
  not_satisfiable: 'The file has no such part.',
  damaged: 'The file is damaged in the store, so it is not given out. The administrator will know.',
  new_documents: '{count, plural, one {A new document} other {New documents}} in the class library: {names}',
  and_more: 'and {count, number} more',
  new_task: 'A new task: “{title}”.{due, select, none {} other { Hand in by {due}.}}',
  open_here: 'Open: {url}',
  remind: 'A reminder: “{title}” is to be handed in by {due}.\nOpen: {url}',
  returned: 'The teacher has returned the work “{title}” with a comment.\nOpen: {url}',
  documents_help: 'documents of a class',
  documents_usage: '!parta documents [CLASS]',
  handin_help: 'what is to be handed in',
  library_of: '{title}: {count, plural, =0 {no documents} one {# document} other {# documents}}',
  no_class: 'There is no class whose documents you can see.',
  nothing_to_hand_in: 'There is nothing to hand in.',
  task_line:
    '{title} ({class}){due, select, none {} other {, by {due}}}: {standing, select, open {not handed in} missing {overdue} handed_in {handed in} late {handed in late} returned {returned} other {{handed, number} handed in}}',
};

const catalog: Catalog<DocumentMessage> = { ru, en };
export const documentText = createText(catalog);
