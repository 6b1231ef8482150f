/** What the audit log says to people. Actions that have no words of their own are shown by their code. */
import { createText, type Catalog } from '../i18n/text.ts';

export type AuditMessage = 'may_not_read' | 'help' | 'count_wrong' | 'title' | 'empty' | 'line' | 'parta';

const catalog: Catalog<AuditMessage> = {
  ru: {
    may_not_read: 'Журнал действий читает администрация школы. Обратитесь к ней.',
    help: 'последние записи журнала действий школы',
    count_wrong: 'Сколько записей показать: число от 1 до {max}.',
    title: 'Журнал действий школы «{school}»:',
    empty: 'В журнале школы «{school}» пока ничего нет.',
    line: '{seq}. {at} — {who}: {what}',
    parta: 'Парта',
  },
  en: {
    may_not_read: 'The log of actions is for the administrators of the school. Ask them.',
    help: 'the newest entries of the school’s log of actions',
    count_wrong: 'How many entries to show: a number from 1 to {max}.',
    title: 'The log of actions of “{school}”:',
    empty: 'There is nothing in the log of “{school}” yet.',
    line: '{seq}. {at} — {who}: {what}',
    parta: 'Parta',
  },
};

export const auditText = createText(catalog);
