/** What people read about guardians. */
import { createText, type Catalog } from '../i18n/text.ts';

const ru = {
  is_child:
    'Это ваша собственная ссылка для родителя: ученик не может стать своим родителем. Отправьте её маме, папе или опекуну, пусть откроют её на своём устройстве.',
  childs_browser:
    'На этом устройстве входил ученик, поэтому родителем здесь стать нельзя. Откройте ссылку на своём телефоне или компьютере; если его нет, попросите у учителя карточку для входа.',
  is_pupil:
    'Ученик не может стать родителем другого ученика. Откройте ссылку на устройстве взрослого, в его собственном аккаунте.',
  restricted:
    'Школа ограничила общение с этим ребёнком, поэтому ссылка вам не поможет. Обратитесь к администратору школы.',
  no_such_guardianship: 'Такой записи о родителе нет или она вам не видна.',
  no_such_child: 'Такого ученика в этом классе нет.',
  no_such_person: 'Такого человека нет или он вам не виден.',
  may_not:
    'Этого вы сделать не можете. Родитель подтверждает себя сам, учитель подтверждает или отклоняет заявку, остальное решает администратор школы.',
  already_ended: 'Эта запись уже закрыта. Чтобы начать заново, дайте родителю новую ссылку.',
  dates_wrong: 'Дата начала должна быть раньше даты окончания.',
  only_pupils: 'Ссылку для своего родителя делает ученик. У вас нет класса, в котором вы ученик.',
  too_many_links:
    'У вас уже есть действующие ссылки для родителей: {max, number}. Дождитесь, пока ими воспользуются, или попросите учителя.',
  relation:
    '{relation, select, mother {мама} father {папа} guardian {опекун} parent {родитель} relative {родственник} other {представитель}}',
  help: 'родители: кто чей, подтвердить, сделать ссылку для своего родителя',
  usage:
    '!parta guardian [invite|list КЛАСС|accept НОМЕР|confirm НОМЕР|decline НОМЕР|end НОМЕР|restrict НОМЕР|allow НОМЕР|consent НОМЕР yes|no|kind НОМЕР mother|father|guardian|other]',
  none: 'Здесь пока никто не записан. Учитель делает ссылку так: `!parta invite parent child="Имя Фамилия"`.',
  line: '`{id}` {guardian} → {child} ({kind}): {status, select, pending {ждёт} ended {закрыто} other {действует}}{step, select, accept {, нужно согласие родителя: `!parta guardian accept {id}`} confirm {, нужно подтверждение школы: `!parta guardian confirm {id}`} other {}}{contact, select, restricted {, общение ограничено} other {}}',
  made: 'Ссылка для вашего родителя готова. Отправьте её маме, папе или опекуну, пусть откроют её на своём устройстве; потом школа подтвердит.',
  made_link: '{url}\nКод: `{code}`',
  done: 'Готово: {line}',
  action_unknown: 'Слово «{word}» мне здесь неизвестно.',
  id_missing: 'Напишите номер из списка `!parta guardian`: это первые восемь знаков.',
  id_several: 'Под этот номер подходят несколько записей. Напишите его целиком.',
  class_unknown: 'Класса «{title}», который вам виден, нет.',
  kind_unknown: 'Напишите, кто это: mother (мама), father (папа), guardian (опекун) или other (другой).',
  consent_unknown: 'Напишите yes (согласен) или no (не согласен).',
  told_proposed:
    'Школа записала вас родителем или опекуном: {child}. Чтобы это вступило в силу, подтвердите в Парте, в разделе «Семья», или напишите: `!parta guardian accept {id}`. Если это ошибка: `!parta guardian decline {id}`.',
  told_in_force:
    'Школа подтвердила: вы родитель или опекун ученика {child}. Теперь вам видны его расписание и объявления.',
  told_declined:
    'Школа не подтвердила, что вы родитель или опекун ученика {child}. Если это ошибка, напишите классному руководителю.',
  told_ended:
    'Вы больше не записаны родителем или опекуном ученика {child}. Если это ошибка, напишите администратору школы.',
} as const;

export type GuardianMessage = keyof typeof ru;

const en: { readonly [K in GuardianMessage]: string } = {
  is_child:
    'This is your own link for a parent: a pupil cannot become their own parent. Send it to your mother, father or guardian, to be opened on a device of theirs.',
  childs_browser:
    'A pupil has logged in on this device, so nobody can become a parent here. Open the link on your own phone or computer; if you have none, ask the teacher for a log-in card.',
  is_pupil:
    'A pupil cannot become the parent of another pupil. Open the link on an adult’s device, with an account of their own.',
  restricted:
    'The school has restricted contact with this child, so the link cannot help you. Turn to the school administrator.',
  no_such_guardianship: 'There is no such guardian on record, or you cannot see it.',
  no_such_child: 'There is no such pupil in this class.',
  no_such_person: 'There is no such person, or you cannot see them.',
  may_not:
    'You cannot do that. A parent accepts for themselves, a teacher confirms or declines a request, all else is for the school administrator.',
  already_ended: 'This has ended already. To begin anew, give the parent a new link.',
  dates_wrong: 'The first day must be before the last one.',
  only_pupils: 'The link for their own parent is made by a pupil. You are a pupil of no class.',
  too_many_links:
    'You already have open links for parents: {max, number}. Wait until they are used, or ask a teacher.',
  relation:
    '{relation, select, mother {mother} father {father} guardian {guardian} parent {parent} relative {relative} other {representative}}',
  help: 'parents: who is whose, confirm, make a link for your own parent',
  usage:
    '!parta guardian [invite|list CLASS|accept NUMBER|confirm NUMBER|decline NUMBER|end NUMBER|restrict NUMBER|allow NUMBER|consent NUMBER yes|no|kind NUMBER mother|father|guardian|other]',
  none: 'Nobody is on record here yet. A teacher makes a link like this: `!parta invite parent child="Given Family"`.',
  line: '`{id}` {guardian} → {child} ({kind}): {status, select, pending {waits} ended {ended} other {in force}}{step, select, accept {, the parent must accept: `!parta guardian accept {id}`} confirm {, the school must confirm: `!parta guardian confirm {id}`} other {}}{contact, select, restricted {, contact restricted} other {}}',
  made: 'The link for your parent is ready. Send it to your mother, father or guardian, to be opened on a device of theirs; then the school confirms.',
  made_link: '{url}\nCode: `{code}`',
  done: 'Done: {line}',
  action_unknown: 'I do not know the word “{word}” here.',
  id_missing: 'Write the number from the list `!parta guardian`: its first eight characters.',
  id_several: 'Several entries begin with that number. Write the whole of it.',
  class_unknown: 'There is no class “{title}” that you can see.',
  kind_unknown: 'Write who it is: mother, father, guardian or other.',
  consent_unknown: 'Write yes or no.',
  told_proposed:
    'The school has put you on record as a parent or guardian of {child}. For it to hold, accept it in Parta, under “Family”, or write: `!parta guardian accept {id}`. If it is a mistake: `!parta guardian decline {id}`.',
  told_in_force:
    'The school has confirmed that you are a parent or guardian of {child}. You can see their timetable and announcements now.',
  told_declined:
    'The school did not confirm that you are a parent or guardian of {child}. If that is a mistake, write to the class teacher.',
  told_ended:
    'You are no longer on record as a parent or guardian of {child}. If that is a mistake, write to the school administrator.',
};

const catalog: Catalog<GuardianMessage> = { ru, en };
export const guardianText = createText(catalog);
