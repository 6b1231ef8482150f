import { createText, type Catalog } from '../i18n/text.ts';
import type { ContactRole } from '../policy/model.ts';

type Keys =
  | 'topic_two'
  | 'topic_supervised'
  | 'topic_waiting'
  | 'topic_closed'
  | 'now_supervised'
  | 'now_waiting'
  | 'now_unsupervised'
  | 'now_closed'
  | 'now_open'
  | 'bye_second'
  | 'reason_closed'
  | 'reason_cut'
  | 'reason_replaced'
  | 'told_closed'
  | 'told_cut'
  | 'told_replaced'
  | 'second_wanted'
  | 'not_known_here'
  | 'nobody_there'
  | 'yourself'
  | 'no_account'
  | 'dm_help'
  | 'dm_whom'
  | 'dm_made'
  | 'dm_made_supervised'
  | 'dm_made_waiting'
  | 'second_help'
  | 'second_what'
  | 'second_no_room'
  | 'second_unfit'
  | 'second_done'
  | 'dm_nobody'
  | 'dm_several'
  | `tie_${'child' | 'guardian' | ContactRole}`;

export const contactMessages: Catalog<Keys> = {
  ru: {
    topic_two: 'Личный чат двоих, созданный Партой',
    topic_supervised: 'Этот чат видит и второй взрослый: {second}',
    topic_waiting: 'Сюда пока нельзя писать: ждём второго взрослого',
    topic_closed: 'Этот чат закрыт: правила школы его больше не разрешают',
    now_supervised:
      'В этом чате есть второй взрослый: {second}. Он видит всё, что здесь пишут, и никто из вас не может его удалить. Так просят правила школы.',
    now_waiting:
      'Здесь нужен второй взрослый, а его сейчас нет. Писать снова можно будет, когда он появится; всё написанное можно читать.',
    now_unsupervised: 'Второй взрослый здесь больше не нужен: теперь вы вдвоём.',
    now_closed: 'Этот чат закрыт: правила школы его больше не разрешают. Всё написанное можно читать.',
    now_open: 'Сюда снова можно писать.',
    bye_second: 'Второй взрослый здесь больше не нужен',
    reason_closed: 'Парта закрыла этот чат по правилам школы. {rule}',
    reason_cut: 'По правилам школы этих людей нельзя собрать в одной комнате. {rule}',
    reason_replaced: 'Здесь нужен второй взрослый: Парта создаёт для вас другой чат. {rule}',
    told_closed:
      'Я закрыл чат, в котором вы были вместе с {others}. {rule}\nНаписать тому, с кем это разрешено: `!parta dm @имя:сервер`.',
    told_cut:
      'Комната, в которой вы были, собрала тех, кого правила школы вместе не допускают ({others}), и кому-то пришлось её покинуть. {rule}',
    told_replaced:
      'Ваш чат с {others} продолжается в другой комнате, вместе со вторым взрослым: {link}. {rule}',
    second_wanted:
      'В личном чате не хватает второго взрослого, и найти замену я не смог. Назовите кого-нибудь: `!parta second {room} @имя:сервер`.',
    not_known_here: 'Вас ещё нет ни в одной школе, поэтому личный чат я создать не могу.',
    nobody_there: 'Такого человека здесь нет.',
    yourself: 'Это вы сами.',
    no_account: 'У этого человека ещё нет учётной записи.',
    dm_help: 'личный чат с человеком, если правила его разрешают',
    dm_whom: 'Напишите, с кем: имя и фамилию или Matrix ID вида `@имя:сервер`.',
    dm_made: 'Личный чат готов: {link}',
    dm_made_supervised: 'Личный чат готов: {link}\nВ нём есть второй взрослый: {second}.',
    dm_made_waiting: 'Личный чат готов: {link}\nПисать в нём можно будет, когда появится второй взрослый.',
    second_help: 'назначает второго взрослого в личном чате',
    second_what: 'Назовите комнату и человека: `!parta second !комната @имя:сервер`.',
    second_no_room: 'В вашей школе нет личного чата с таким адресом, которому нужен второй взрослый.',
    second_unfit:
      'Вторым взрослым может быть только тот, кто работает в школе или отвечает за этого ребёнка, и не один из двоих.',
    second_done: 'Второй взрослый назначен: {second}.',
    dm_nobody:
      'Среди тех, кому вы можете писать, никого не зовут «{name}». Проверьте имя или напишите Matrix ID вида `@имя:сервер`.',
    dm_several: 'Так зовут нескольких. Напишите имя и фамилию или Matrix ID:\n{people}',
    tie_child: 'Ваш ребёнок',
    tie_guardian: 'Ваш родитель или опекун',
    tie_class_teacher: 'Классный руководитель',
    tie_teacher: '{subjects, select, none {Учитель} other {Учитель, {subjects}}}',
    tie_school_admin: 'Администратор школы',
    tie_district_admin: 'Администратор округа',
    tie_staff: 'Сотрудник школы',
    tie_parent: '{children, select, none {Родитель} other {Родитель, {children}}}',
    tie_pupil: 'Ученик',
    tie_stranger: 'Человек не из школы',
  },
  en: {
    topic_two: 'A direct chat of two people, made by Parta',
    topic_supervised: 'A second adult sees this chat too: {second}',
    topic_waiting: 'Nobody can write here just now: a second adult is awaited',
    topic_closed: 'This chat is closed: the rules of the school do not allow it any more',
    now_supervised:
      'There is a second adult in this chat: {second}. They see everything that is written here, and neither of you can remove them. The rules of the school ask for it.',
    now_waiting:
      'A second adult is needed here, and there is none just now. You can write again when there is one; what was written stays readable.',
    now_unsupervised: 'No second adult is needed here any more: you are two now.',
    now_closed:
      'This chat is closed: the rules of the school do not allow it any more. What was written stays readable.',
    now_open: 'You can write here again.',
    bye_second: 'No second adult is needed here any more',
    reason_closed: 'Parta closed this chat by the rules of the school. {rule}',
    reason_cut: 'By the rules of the school these people cannot be in one room. {rule}',
    reason_replaced: 'A second adult is needed here: Parta makes another chat for you. {rule}',
    told_closed:
      'I closed a chat in which you were with {others}. {rule}\nTo write to somebody with whom it is allowed: `!parta dm @name:server`.',
    told_cut:
      'A room that you were in held people whom the rules of the school keep apart ({others}), and somebody had to leave it. {rule}',
    told_replaced: 'Your chat with {others} goes on in another room, with a second adult: {link}. {rule}',
    second_wanted:
      'A direct chat lacks a second adult, and I found nobody to replace them. Name somebody: `!parta second {room} @name:server`.',
    not_known_here: 'You are in no school yet, so I cannot make a direct chat.',
    nobody_there: 'There is nobody like that here.',
    yourself: 'That is you.',
    no_account: 'This person has no account yet.',
    dm_help: 'a direct chat with somebody, if the rules allow it',
    dm_whom: 'Write with whom: a name, or a Matrix ID such as `@name:server`.',
    dm_made: 'The direct chat is ready: {link}',
    dm_made_supervised: 'The direct chat is ready: {link}\nA second adult is in it: {second}.',
    dm_made_waiting: 'The direct chat is ready: {link}\nYou can write in it when there is a second adult.',
    second_help: 'names the second adult of a direct chat',
    second_what: 'Name the room and the person: `!parta second !room @name:server`.',
    second_no_room: 'Your school has no direct chat at that address that needs a second adult.',
    second_unfit:
      'Only somebody who works at the school or is responsible for the child can be the second adult, and neither of the two.',
    second_done: 'The second adult was named: {second}.',
    dm_nobody:
      'Nobody whom you may write to is called “{name}”. Check the name, or write a Matrix ID such as `@name:server`.',
    dm_several: 'Several people are called that. Write both names, or a Matrix ID:\n{people}',
    tie_child: 'Your child',
    tie_guardian: 'Your parent or guardian',
    tie_class_teacher: 'Class teacher',
    tie_teacher: '{subjects, select, none {Teacher} other {Teacher, {subjects}}}',
    tie_school_admin: 'School administrator',
    tie_district_admin: 'District administrator',
    tie_staff: 'School staff',
    tie_parent: '{children, select, none {Parent} other {Parent of {children}}}',
    tie_pupil: 'Pupil',
    tie_stranger: 'Somebody from outside the school',
  },
};

export const contactText = createText(contactMessages);
export type ContactMessage = Keys;

/** A link to a room or a person that every Matrix client opens. */
export const matrixTo = (id: string): string => `https://matrix.to/#/${encodeURIComponent(id)}`;
