import { createText, type Catalog } from '../i18n/text.ts';
import type { Remedy } from './explain.ts';
import type { ContactRole, Outcome, Relation, RuleId } from './model.ts';
import type { RoomRule } from './room.ts';
import type { Locale } from '../school/model.ts';

type Keys =
  | `rule_${RuleId}`
  | `outcome_${Outcome}`
  | `short_${Outcome}`
  | `remedy_${Remedy}`
  | `room_${RoomRule | 'not_managed' | 'direct'}`
  | `role_${ContactRole}`
  | `relation_${Exclude<Relation, 'own_child'>}`
  | 'quiet_until'
  | 'note_federated'
  | 'note_not_arrived'
  | 'source_district'
  | 'source_school'
  | 'heading_why'
  | 'heading_remedies'
  | 'may_not_edit'
  | 'may_not_ask'
  | 'no_such_person'
  | 'no_such_school'
  | 'changed_meanwhile'
  | 'no_such_cell'
  | 'twice'
  | 'teacher_first_needs_one_who_works'
  | 'class_not_of_school'
  | 'not_first_of_month'
  | 'no_user_id'
  | 'explain_help'
  | 'explain_words'
  | 'explained'
  | 'policy_help'
  | 'policy_title'
  | 'policy_line'
  | 'policy_own_child'
  | 'policy_strangers'
  | 'policy_quiet'
  | 'policy_nobody';

const catalog: Catalog<Keys> = {
  en: {
    rule_self: 'It is the same person.',
    rule_parta: 'One of them is Parta’s bot, which everybody reaches.',
    rule_inactive: 'One of the two accounts is closed.',
    rule_other_homeserver:
      'An account of another homeserver that the school does not know reaches no pupil and nobody under age.',
    rule_unknown_account:
      'An account that belongs to nobody of the schools here reaches no pupil and nobody under age.',
    rule_not_ours: 'Neither of them belongs to a school here, so the school’s rules do not concern them.',
    rule_contact_restricted: 'Contact between the two is restricted; the school knows why.',
    rule_own_child: 'A guardian and their own child always reach each other.',
    rule_classmates: 'They are pupils of the same class.',
    rule_other_pupils: 'They are pupils of different classes.',
    rule_own_teacher: 'A pupil and somebody who teaches their class.',
    rule_other_teacher: 'A pupil and a teacher who does not teach their class.',
    rule_pupil_and_staff: 'A pupil and somebody who works at school without teaching them.',
    rule_anothers_child: 'A pupil and the parent of another child.',
    rule_class_parents: 'They are parents of the same class.',
    rule_other_parents: 'They are parents of different classes.',
    rule_childs_teacher: 'A parent and somebody who teaches their child’s class.',
    rule_parent_and_school: 'A parent and somebody who works at school without teaching their child.',
    rule_colleagues: 'Both work at school.',
    rule_stranger_and_adult: 'An adult of the school and somebody whom the school does not know.',
    outcome_allow: 'They may write to each other.',
    outcome_second_adult: 'They may write to each other with a second adult in the room.',
    outcome_teacher_first: 'The one who works at school writes first; then the other may answer.',
    outcome_deny: 'They may not write to each other.',
    short_allow: 'yes',
    short_second_adult: 'yes, with a second adult in the room',
    short_teacher_first: 'you may answer; the school writes first',
    short_deny: 'no',
    remedy_activate: 'The school opens the closed account again.',
    remedy_register:
      'The account becomes known: its owner joins by an invite of the school and writes “!join CODE” to the bot.',
    remedy_lift_restriction: 'The school records that the restriction has ended.',
    remedy_let_the_other_begin: 'The other one writes first.',
    remedy_confirm_guardian: 'The school confirms that one is the guardian of the other.',
    remedy_share_class: 'They come to belong to one class.',
    remedy_come_of_age: 'The one under age comes of age, and the school has recorded from which day.',
    remedy_change_line: 'An administrator changes this line of the contact matrix.',
    room_unknown_account: 'This account belongs to nobody of the schools here.',
    room_inactive: 'The account is closed.',
    room_banned: 'They were banned from the room. Whoever may ban there can take it back.',
    room_server_refused:
      'The room refuses the homeserver of this account (server ACL). An administrator of the room can change that.',
    room_not_for_them:
      'None of their roles belongs in this room. Another role, or a place in the class, would bring them in.',
    room_invited: 'They were invited and have not accepted yet.',
    room_not_joined:
      'They belong in the room and are not in yet: Parta brings them in within a minute, or they join by themselves from the Space.',
    room_joined: 'They are in the room.',
    room_not_managed: 'Parta does not see this room, so it can say nothing about it.',
    room_direct: 'It is a room of a few people, and what holds between them holds in it.',
    role_pupil: 'pupil',
    role_parent: 'parent',
    role_teacher: 'teacher',
    role_class_teacher: 'class teacher',
    role_staff: 'staff',
    role_school_admin: 'school administrator',
    role_district_admin: 'district administrator',
    role_stranger: 'stranger',
    relation_same_class: 'of the same class',
    relation_same_school: 'of the same school',
    relation_same_district: 'of another school',
    relation_unknown: 'with an account of this homeserver',
    relation_other_homeserver: 'with an account of another homeserver',
    quiet_until: 'It is quiet now: notifications are held until {until}.',
    note_federated:
      'One of the accounts is on another homeserver: what is written arrives when that homeserver can be reached.',
    note_not_arrived: 'The one who is written to has not logged in yet.',
    source_district: 'The district has said so.',
    source_school: 'The school has said so.',
    heading_why: 'Why: {rule}',
    heading_remedies: 'What would change it:',
    may_not_edit: 'Only administrators may do that.',
    may_not_ask:
      'You may ask about yourself, as a teacher about your own pupils, and as an administrator about people of your school.',
    no_such_person: 'There is no such person.',
    no_such_school: 'There is no such school, or it is not yours.',
    changed_meanwhile: 'Somebody has changed it meanwhile. Read it again and look at what your change does.',
    no_such_cell: 'The contact matrix has no such line: a fixed rule decides this.',
    twice: 'This line is there twice.',
    teacher_first_needs_one_who_works:
      'The school can write first only where one works there and the other does not.',
    class_not_of_school: 'This class is not of the school.',
    not_first_of_month: 'Name the first day of a month: no birthdays are kept.',
    no_user_id: '“{word}” is no Matrix ID. It looks like @name:server; “me” is yourself.',
    explain_help: 'why two people can or cannot reach each other, or why somebody is not in a room',
    explain_words: 'Name two people, or a person and a room.',
    explained: 'The explanation concerns people, so it is for you alone.',
    policy_help: 'who may write to whom here, and when it is quiet',
    policy_title: 'Who you may write to:',
    policy_line: '{role} {relation}: {outcome}',
    policy_own_child: 'Guardians and their own children always reach each other.',
    policy_strangers: 'Nobody whom the school does not know reaches a pupil.',
    policy_quiet: 'Quiet hours {where}: {begins}–{ends}.',
    policy_nobody:
      'You have no role in a school here today, so you reach no pupils. Ask the school for an invite.',
  },
  ru: {
    rule_self: 'Это один и тот же человек.',
    rule_parta: 'Один из них — бот Парты, он доступен каждому.',
    rule_inactive: 'Одна из двух учётных записей закрыта.',
    rule_other_homeserver:
      'Учётная запись другого сервера, которую школа не знает, не может писать ученикам и несовершеннолетним, и они ей тоже.',
    rule_unknown_account:
      'Учётная запись, которая никому из здешних школ не принадлежит, не может писать ученикам и несовершеннолетним, и они ей тоже.',
    rule_not_ours: 'Оба не относятся к здешним школам, и школьные правила их не касаются.',
    rule_contact_restricted: 'Общение между ними ограничено; почему — знает школа.',
    rule_own_child: 'Родитель или опекун и его собственный ребёнок всегда могут писать друг другу.',
    rule_classmates: 'Это ученики одного класса.',
    rule_other_pupils: 'Это ученики разных классов.',
    rule_own_teacher: 'Ученик и тот, кто преподаёт в его классе.',
    rule_other_teacher: 'Ученик и учитель, который не преподаёт в его классе.',
    rule_pupil_and_staff: 'Ученик и сотрудник школы, который его не учит.',
    rule_anothers_child: 'Ученик и родитель другого ребёнка.',
    rule_class_parents: 'Это родители одного класса.',
    rule_other_parents: 'Это родители разных классов.',
    rule_childs_teacher: 'Родитель и тот, кто преподаёт в классе его ребёнка.',
    rule_parent_and_school: 'Родитель и сотрудник школы, который не учит его ребёнка.',
    rule_colleagues: 'Оба работают в школе.',
    rule_stranger_and_adult: 'Взрослый из школы и тот, кого школа не знает.',
    outcome_allow: 'Они могут писать друг другу.',
    outcome_second_adult: 'Они могут писать друг другу, если в комнате есть второй взрослый.',
    outcome_teacher_first: 'Первым пишет тот, кто работает в школе; потом другой может отвечать.',
    outcome_deny: 'Им нельзя писать друг другу.',
    short_allow: 'да',
    short_second_adult: 'да, если в комнате есть второй взрослый',
    short_teacher_first: 'можно отвечать; первой пишет школа',
    short_deny: 'нет',
    remedy_activate: 'Школа снова откроет закрытую учётную запись.',
    remedy_register:
      'Учётная запись станет известной: её владелец войдёт по приглашению школы и напишет боту «!join КОД».',
    remedy_lift_restriction: 'Школа отметит, что ограничение закончилось.',
    remedy_let_the_other_begin: 'Другой напишет первым.',
    remedy_confirm_guardian: 'Школа подтвердит, что один — родитель или опекун другого.',
    remedy_share_class: 'Они окажутся в одном классе.',
    remedy_come_of_age: 'Младший станет совершеннолетним, и в школе будет отмечено, с какого дня.',
    remedy_change_line: 'Администратор изменит эту строку таблицы общения.',
    room_unknown_account: 'Эта учётная запись никому из здешних школ не принадлежит.',
    room_inactive: 'Учётная запись закрыта.',
    room_banned: 'Этого человека заблокировали в комнате. Снять блокировку может тот, кто вправе её ставить.',
    room_server_refused:
      'Комната не принимает сервер этой учётной записи (server ACL). Изменить это может администратор комнаты.',
    room_not_for_them:
      'Ни одна из ролей этого человека не относится к этой комнате. Его привела бы туда другая роль или место в классе.',
    room_invited: 'Этого человека пригласили, но приглашение ещё не принято.',
    room_not_joined:
      'Этому человеку место в комнате, но его там ещё нет: Парта введёт его в течение минуты, или он войдёт сам из пространства.',
    room_joined: 'Этот человек в комнате.',
    room_not_managed: 'Парта не видит эту комнату и ничего сказать о ней не может.',
    room_direct: 'Это комната нескольких человек: в ней действует то же, что между ними.',
    role_pupil: 'ученик',
    role_parent: 'родитель',
    role_teacher: 'учитель',
    role_class_teacher: 'классный руководитель',
    role_staff: 'сотрудник',
    role_school_admin: 'администратор школы',
    role_district_admin: 'администратор округа',
    role_stranger: 'посторонний',
    relation_same_class: 'того же класса',
    relation_same_school: 'той же школы',
    relation_same_district: 'другой школы',
    relation_unknown: 'с учётной записью этого сервера',
    relation_other_homeserver: 'с учётной записью другого сервера',
    quiet_until: 'Сейчас тихие часы: уведомления придут после {until}.',
    note_federated:
      'Одна из учётных записей на другом сервере: написанное дойдёт, когда тот сервер будет доступен.',
    note_not_arrived: 'Тот, кому пишут, ещё ни разу не входил.',
    source_district: 'Так решил округ.',
    source_school: 'Так решила школа.',
    heading_why: 'Почему: {rule}',
    heading_remedies: 'Что это изменит:',
    may_not_edit: 'Это могут делать только администраторы.',
    may_not_ask: 'Спрашивать можно о себе, учителю — о своих учениках, администратору — о людях своей школы.',
    no_such_person: 'Такого человека нет.',
    no_such_school: 'Такой школы нет, или она не ваша.',
    changed_meanwhile:
      'Тем временем это изменил кто-то другой. Прочитайте заново и посмотрите, что даст ваше изменение.',
    no_such_cell: 'Такой строки в таблице общения нет: это решает постоянное правило.',
    twice: 'Эта строка встречается дважды.',
    teacher_first_needs_one_who_works:
      'Первой писать школа может только там, где один работает в школе, а другой нет.',
    class_not_of_school: 'Этот класс не из этой школы.',
    not_first_of_month: 'Укажите первый день месяца: дни рождения не хранятся.',
    no_user_id: '«{word}» — не адрес Matrix. Он выглядит как @имя:сервер; «me» — это вы сами.',
    explain_help: 'почему двое могут или не могут писать друг другу или почему кого-то нет в комнате',
    explain_words: 'Назовите двух человек или человека и комнату.',
    explained: 'Объяснение касается людей, поэтому оно только для вас.',
    policy_help: 'кто кому здесь может писать и когда тихие часы',
    policy_title: 'Кому вы можете писать:',
    policy_line: '{role} {relation}: {outcome}',
    policy_own_child: 'Родители и их собственные дети всегда могут писать друг другу.',
    policy_strangers: 'Никто, кого школа не знает, не может писать ученикам.',
    policy_quiet: 'Тихие часы {where}: {begins}–{ends}.',
    policy_nobody:
      'Сегодня у вас нет роли ни в одной здешней школе, поэтому ученикам вы писать не можете. Попросите у школы приглашение.',
  },
};

export const policyText = createText(catalog);
export type PolicyMessage = Keys;

/** What was decided and by which rule, in a line. */
export function sayRule(locale: Locale, outcome: Outcome, rule: RuleId): string {
  return `${policyText(locale, `outcome_${outcome}`)} ${policyText(locale, `rule_${rule}`)}`;
}
