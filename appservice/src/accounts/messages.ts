import { createText, type Catalog } from '../i18n/text.ts';

type Keys =
  | 'not_known_here'
  | 'access_closed'
  | 'openid_refused'
  | 'openid_unreachable'
  | 'password_refused'
  | 'password_elsewhere'
  | 'password_unsupported'
  | 'no_such_class'
  | 'no_such_person'
  | 'may_not_make_link'
  | 'LINK_UNKNOWN'
  | 'LINK_EXPIRED'
  | 'LINK_USED'
  | 'pupil'
  | 'role'
  | 'whoami_help'
  | 'whoami'
  | 'whoami_school'
  | 'whoami_class'
  | 'whoami_stranger';

export const accountMessages: Catalog<Keys> = {
  ru: {
    not_known_here:
      'Этот аккаунт Matrix здесь пока не знают. Попросите у учителя ссылку-приглашение или отправьте боту команду !join с кодом из приглашения.',
    access_closed: 'Ваш доступ в школу закрыт. Обратитесь к администратору школы.',
    openid_refused: 'Сервер Matrix не подтвердил, кто вы. Войдите ещё раз.',
    openid_unreachable: 'Сервер Matrix {server} не отвечает. Проверьте его имя или попробуйте позже.',
    password_refused: 'Сервер Matrix не принял этот пароль. Придумайте длиннее и сложнее.',
    password_elsewhere: 'Ваш аккаунт создан на другом сервере. Пароль меняется там, где вы его завели.',
    password_unsupported:
      'На этом сервере пароль задать нельзя: администратор не настроил это. Входите по одноразовой ссылке — её даст учитель.',
    no_such_class: 'Такого класса нет или он вам не виден.',
    no_such_person: 'Такого человека нет или он вам не виден.',
    may_not_make_link:
      'Ссылку для входа учитель делает для учеников и родителей своих классов, а администратор — для людей своей школы.',
    LINK_UNKNOWN: 'Такой ссылки для входа нет. Проверьте код или попросите у учителя новую ссылку.',
    LINK_EXPIRED: 'Срок этой ссылки для входа прошёл. Попросите у учителя новую.',
    LINK_USED: 'По этой ссылке уже вошли: она действует только один раз. Попросите у учителя новую.',
    pupil: 'Ученик',
    role: '{role, select, pupil {ученик} parent {родитель} teacher {учитель} class_teacher {классный руководитель} staff {сотрудник} school_admin {администратор школы} district_admin {администратор округа} other {участник}}',
    whoami_help: 'показывает, кто вы для школы',
    whoami: 'Вы — {name} (`{userId}`).',
    whoami_school: '• {school}: {roles}',
    whoami_class: '    {title}: {roles}',
    whoami_stranger:
      'Я вас пока не знаю. Если у вас есть код приглашения, напишите мне в личном чате `!join КОД`.',
  },
  en: {
    not_known_here:
      'This Matrix account is not known here yet. Ask a teacher for an invite link, or send the bot the command !join with the code of an invite.',
    access_closed: 'Your access to the school is closed. Ask the school administrator.',
    openid_refused: 'The Matrix homeserver did not confirm who you are. Log in again.',
    openid_unreachable: 'The Matrix homeserver {server} does not answer. Check its name, or try again later.',
    password_refused:
      'The Matrix homeserver did not accept this password. Choose a longer and less simple one.',
    password_elsewhere: 'Your account lives on another server. Change its password where you made it.',
    password_unsupported:
      'A password cannot be set on this server: its administrator has not enabled it. Log in with a one-time link, which a teacher can give you.',
    no_such_class: 'There is no such class, or you cannot see it.',
    no_such_person: 'There is no such person, or you cannot see them.',
    may_not_make_link:
      'Teachers make log-in links for the pupils and parents of their classes, administrators for the people of their school.',
    LINK_UNKNOWN: 'There is no such log-in link. Check the code, or ask a teacher for a new link.',
    LINK_EXPIRED: 'This log-in link has expired. Ask a teacher for a new one.',
    LINK_USED:
      'Somebody has already logged in with this link: it works only once. Ask a teacher for a new one.',
    pupil: 'Pupil',
    role: '{role, select, pupil {pupil} parent {parent} teacher {teacher} class_teacher {class teacher} staff {staff} school_admin {school administrator} district_admin {district administrator} other {member}}',
    whoami_help: 'shows who you are to the school',
    whoami: 'You are {name} (`{userId}`).',
    whoami_school: '• {school}: {roles}',
    whoami_class: '    {title}: {roles}',
    whoami_stranger:
      'I do not know you yet. If you have an invite code, write me `!join CODE` in a direct chat.',
  },
};

export const accountText = createText(accountMessages);
