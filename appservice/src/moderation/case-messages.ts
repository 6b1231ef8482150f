import { createText, type Catalog } from '../i18n/text.ts';

export type CaseMessage =
  | 'too_many_reports'
  | 'nothing_to_report'
  | 'report_help'
  | 'report_what'
  | 'reported'
  | 'no_such_case'
  | 'not_yours'
  | 'not_now'
  | 'another_person'
  | 'appeal_over'
  | 'no_message'
  | 'no_subject'
  | 'no_chat'
  | 'text_missing'
  | 'assignee_wrong'
  | 'access_unknown'
  | 'access_own'
  | 'access_missing'
  | 'no_evidence'
  | 'seal_broken'
  | 'told_assignee'
  | 'told_warning'
  | 'told_subject'
  | 'told_reporter_upheld'
  | 'told_reporter_dismissed'
  | 'told_ask'
  | 'told_allowed'
  | 'told_overdue'
  | 'told_appeal'
  | 'told_confirmed'
  | 'told_overturned'
  | 'cases_help'
  | 'case_help'
  | 'appeal_help'
  | 'cases_title'
  | 'cases_none'
  | 'case_line'
  | 'case_done'
  | 'case_action'
  | 'case_access'
  | 'appealed'
  | 'evidence_line';

const catalog: Catalog<CaseMessage> = {
  ru: {
    too_many_reports: 'Слишком много жалоб за час. Подождите немного; если срочно, скажите взрослому лично.',
    nothing_to_report: 'Этого сообщения, комнаты или человека я не вижу. Проверьте, что вы в этой комнате.',
    report_help: 'жалоба: ответьте ею на сообщение или назовите человека; другие её не видят',
    report_what: 'Ответьте командой на сообщение, о котором жалоба, или назовите человека: `@имя:сервер`.',
    reported: 'Спасибо, жалоба принята, её номер {id}. О решении я напишу сюда. Никто в чате её не видит.',
    no_such_case: 'Такого дела нет среди ваших.',
    not_yours: 'Это дело разбираете не вы.',
    not_now: 'Сейчас это в деле невозможно: посмотрите его состояние.',
    another_person: 'Обжалование решает не тот, кто принял решение. Попросите другого.',
    appeal_over: 'Срок обжалования прошёл.',
    no_message: 'В этом деле нет сообщения, которое можно удалить.',
    no_subject: 'Человека, о котором дело, в школе нет.',
    no_chat: 'В этом деле нет комнаты: ограничьте человека командой в нужном чате.',
    text_missing: 'Напишите, почему или что передать.',
    assignee_wrong: 'Этот человек не может разбирать дело.',
    access_unknown: 'Такой просьбы нет, или на неё уже ответили.',
    access_own: 'Свою просьбу разрешает другой администратор.',
    access_missing:
      'Запечатанное читают двое: попросите доступ с причиной, и другой администратор его разрешит.',
    no_evidence: 'Доказательств в этом деле нет.',
    seal_broken:
      'Запечатанное не открывается: ключ другой или содержимое изменено. Сообщите тому, кто ведёт сервер.',
    told_assignee:
      'Новое дело {id}: жалоба {kind, select, message {на сообщение} room {на комнату} other {на человека}}. Посмотреть: `!parta cases`.',
    told_warning: 'Предупреждение от школы: {text}',
    told_subject:
      'По жалобе школа решила, что правила нарушены: {text}\nЕсли вы не согласны, обжалуйте за {days, plural, one {# день} few {# дня} many {# дней} other {# дня}}: `!parta appeal {id} ПОЧЕМУ`.',
    told_reporter_upheld: 'Ваша жалоба рассмотрена, меры приняты: {text}',
    told_reporter_dismissed: 'Ваша жалоба рассмотрена, нарушения не нашли: {text}',
    told_ask:
      'Просят прочитать запечатанное в деле {id}: {text}\nРазрешить может другой администратор: `!parta case {id}`.',
    told_allowed:
      'Запечатанное в деле {id} можно читать: другой администратор разрешил. `!parta case {id} read`.',
    told_overdue: 'Дело {id} не решено в срок. Посмотреть: `!parta case {id}`.',
    told_appeal: 'Решение по делу {id} обжаловано. Его пересматривает другой человек: `!parta case {id}`.',
    told_confirmed: 'Ваше обжалование рассмотрено, решение остаётся: {text}',
    told_overturned: 'Ваше обжалование рассмотрено, решение отменено: {text}',
    cases_help: 'дела о жалобах, которые вы разбираете',
    case_help: 'одно дело: что в нём есть и что сделать',
    appeal_help: 'обжалует решение, которое касается вас',
    cases_title: 'Дела:',
    cases_none: 'Дел нет.',
    case_line:
      '`{id}` {kind, select, message {сообщение} room {комната} other {человек}}, {state, select, open {открыто} decided {решено} appealed {обжаловано} other {закрыто}}, до {due}',
    case_done: 'Сделано: дело {id}.',
    case_action: 'В деле нет действия «{word}». Есть: {actions}.',
    case_access: 'Просьба о доступе `{id}`: {reason}. Разрешить: `!parta case {case} allow {id}`.',
    appealed: 'Обжалование принято. Решит другой человек, ответ придёт сюда.',
    evidence_line: '{at} {sender}: {body}',
  },
  en: {
    too_many_reports: 'Too many reports in an hour. Wait a little; if it is urgent, tell an adult in person.',
    nothing_to_report: 'I cannot see this message, room or person. Check that you are in that room.',
    report_help: 'a report: answer a message with it, or name a person; others do not see it',
    report_what: 'Answer the message that you report with the command, or name a person: `@name:server`.',
    reported:
      'Thank you, your report was taken; its number is {id}. I will write the outcome here. Nobody in the chat sees it.',
    no_such_case: 'There is no such case among yours.',
    not_yours: 'You do not handle this case.',
    not_now: 'This is not possible in the case now: look at its state.',
    another_person: 'An appeal is decided by another person than the one who decided. Ask somebody else.',
    appeal_over: 'The time to appeal is over.',
    no_message: 'There is no message in this case that could be removed.',
    no_subject: 'The person that the case is about is not in the school.',
    no_chat: 'There is no room in this case: restrict the person by a command in the chat.',
    text_missing: 'Write why, or what to tell.',
    assignee_wrong: 'This person cannot handle the case.',
    access_unknown: 'There is no such request, or it was answered.',
    access_own: 'Your own request is allowed by another administrator.',
    access_missing:
      'Reading what is sealed takes two: ask for access with a reason, and another administrator allows it.',
    no_evidence: 'There is no evidence in this case.',
    seal_broken:
      'What is sealed cannot be opened: the key is another one, or the content was changed. Tell whoever runs the server.',
    told_assignee:
      'A new case {id}: a report of {kind, select, message {a message} room {a room} other {a person}}. Look: `!parta cases`.',
    told_warning: 'A warning from the school: {text}',
    told_subject:
      'After a report the school decided that a rule was broken: {text}\nIf you do not agree, appeal within {days, plural, one {# day} other {# days}}: `!parta appeal {id} WHY`.',
    told_reporter_upheld: 'Your report was looked at, and something was done: {text}',
    told_reporter_dismissed: 'Your report was looked at, and no rule was broken: {text}',
    told_ask:
      'Somebody asks to read what is sealed in case {id}: {text}\nAnother administrator can allow it: `!parta case {id}`.',
    told_allowed:
      'What is sealed in case {id} may be read: another administrator allowed it. `!parta case {id} read`.',
    told_overdue: 'Case {id} was not decided in time. Look: `!parta case {id}`.',
    told_appeal: 'The decision of case {id} was appealed. Another person looks at it: `!parta case {id}`.',
    told_confirmed: 'Your appeal was looked at, and the decision stays: {text}',
    told_overturned: 'Your appeal was looked at, and the decision was taken back: {text}',
    cases_help: 'the cases of reports that you handle',
    case_help: 'one case: what is in it and what to do',
    appeal_help: 'appeals a decision about you',
    cases_title: 'Cases:',
    cases_none: 'There are no cases.',
    case_line:
      '`{id}` {kind, select, message {a message} room {a room} other {a person}}, {state, select, open {open} decided {decided} appealed {appealed} other {closed}}, due {due}',
    case_done: 'Done: case {id}.',
    case_action: 'A case has no action “{word}”. There are: {actions}.',
    case_access: 'Request for access `{id}`: {reason}. To allow it: `!parta case {case} allow {id}`.',
    appealed: 'Your appeal was taken. Another person decides, and the answer comes here.',
    evidence_line: '{at} {sender}: {body}',
  },
};

export const caseText = createText(catalog);
