import { createText, type Catalog } from '../i18n/text.ts';

type Keys =
  | 'INVITE_UNKNOWN'
  | 'INVITE_EXPIRED'
  | 'INVITE_USED_UP'
  | 'INVITE_REVOKED'
  | 'INVITE_PAUSED'
  | 'INVITE_DECLINED'
  | 'INVITE_ALREADY_REDEEMED'
  | 'name_empty'
  | 'name_too_long'
  | 'name_forbidden_characters'
  | 'may_not_invite'
  | 'no_such_invite'
  | 'child_missing'
  | 'child_of_parent'
  | 'no_such_child'
  | 'child_several'
  | 'child_not_here'
  | 'invite_made_child'
  | 'no_such_use'
  | 'already_decided'
  | 'invite_help'
  | 'invite_usage'
  | 'join_help'
  | 'join_usage'
  | 'role_missing'
  | 'role_unknown'
  | 'class_unknown'
  | 'class_missing'
  | 'class_ambiguous'
  | 'uses_wrong'
  | 'expires_wrong'
  | 'option_unknown'
  | 'too_many_words'
  | 'invite_ready'
  | 'invite_made'
  | 'invite_made_terms'
  | 'invite_made_approval'
  | 'invite_made_how'
  | 'code_missing'
  | 'join_in_public'
  | 'joined'
  | 'joined_accept'
  | 'joined_created'
  | 'already_in'
  | 'waiting'
  | 'invites_help'
  | 'invites_usage'
  | 'invites_title'
  | 'invites_none'
  | 'invites_line'
  | 'invites_waiting'
  | 'revoke_help'
  | 'revoke_usage'
  | 'invite_revoked'
  | 'approve_help'
  | 'approve_usage'
  | 'use_approved'
  | 'decline_help'
  | 'decline_usage'
  | 'use_declined'
  | 'id_missing'
  | 'waiting_title'
  | 'waiting_line'
  | 'waiting_how';

export const inviteMessages: Catalog<Keys> = {
  ru: {
    INVITE_UNKNOWN: 'Такого приглашения нет. Проверьте код: возможно, в нём опечатка.',
    INVITE_EXPIRED: 'Срок этого приглашения прошёл. Попросите новое у того, кто вас пригласил.',
    INVITE_USED_UP:
      'Этим приглашением уже воспользовались столько раз, сколько можно. Попросите новое у того, кто вас пригласил.',
    INVITE_PAUSED: 'Приглашения в этот класс сейчас приостановлены. Попробуйте позже или спросите учителя.',
    INVITE_REVOKED: 'Это приглашение отозвано. Попросите новое у того, кто вас пригласил.',
    INVITE_DECLINED:
      'По этому приглашению вас не приняли. Если это ошибка, поговорите с тем, кто вас пригласил.',
    INVITE_ALREADY_REDEEMED:
      'Вы уже вошли по этому приглашению. Войдите с паролем или попросите у учителя ссылку для входа.',
    name_empty: 'Напишите имя: в нём должна быть хотя бы одна буква.',
    name_too_long:
      'Имя слишком длинное: не больше {max, plural, one {# знака} few {# знаков} many {# знаков} other {# знака}}.',
    name_forbidden_characters:
      'В имени есть невидимые или служебные знаки. Наберите его заново на клавиатуре.',
    may_not_invite:
      'Так приглашать в этот класс вы не можете. Учеников и родителей приглашают учителя класса, учителей — администратор школы.',
    no_such_invite: 'Такого приглашения нет или оно вам не видно.',
    child_missing:
      'Родителя приглашают к его ребёнку: выберите ученика. В боте: `!parta invite parent child="Имя Фамилия"`.',
    child_of_parent: 'Ребёнка указывают только в приглашении для родителя.',
    no_such_child: 'Такого ученика в этом классе нет.',
    child_several:
      'Под имя «{name}» подходят несколько учеников. Напишите имя и фамилию, а если нужно, и класс.',
    child_not_here: 'Ученика «{name}» в ваших классах нет. Напишите имя и фамилию, как в списке класса.',
    invite_made_child: 'Приглашение для родителя: {school}, {title}.\n{url}\nКод: `{code}`',
    no_such_use: 'Такой заявки нет или она вам не видна.',
    already_decided: 'По этой заявке уже решили иначе.',
    invite_help: 'приглашает в класс: ссылка и код придут в личный чат',
    invite_usage:
      '!parta invite pupil|parent|teacher [класс] [child="Имя Фамилия"] [uses=30] [expires=7d] [approval]',
    join_help: 'впускает по коду приглашения (в личном чате)',
    join_usage: '!join КОД',
    role_missing: 'Напишите, кого приглашаете: pupil (ученик), parent (родитель) или teacher (учитель).',
    role_unknown: 'Роль «{role}» мне неизвестна. Есть pupil (ученик), parent (родитель) и teacher (учитель).',
    class_unknown: 'Класса «{title}», куда вы могли бы так пригласить, нет. Есть: {classes}.',
    class_missing: 'Напишите, в какой класс: {classes}.',
    class_ambiguous: 'Классов «{title}» несколько: {classes}. Напишите эту команду в комнате нужного класса.',
    uses_wrong: 'uses — это сколько человек может войти: число от 1 до 1000, например uses=30.',
    expires_wrong: 'expires — это срок: от минуты до года, например expires=30m, 12h, 7d или 2w.',
    option_unknown: 'Параметр «{option}» мне неизвестен.',
    too_many_words: 'Лишнее слово: «{word}». Если в названии класса есть пробел, возьмите его в кавычки.',
    invite_ready: 'Приглашение в {title} готово.',
    invite_made:
      'Приглашение: {school}, {title}, {role, select, pupil {ученики} parent {родители} other {учителя}}.\n{url}\nКод: `{code}`',
    invite_made_terms:
      'Действует до {until}, {uses, plural, one {# человек} few {# человека} many {# человек} other {# человека}}.',
    invite_made_approval: 'Каждого нужно будет подтвердить.',
    invite_made_how: 'У кого уже есть аккаунт Matrix, пишет боту {bot}: `!join {code}`',
    code_missing: 'Напишите код приглашения после команды.',
    join_in_public:
      'Здесь код прочли бы другие и могли бы им воспользоваться, поэтому я его не принял. Начните чат вдвоём с {bot} и пришлите код туда, а своё сообщение здесь удалите.',
    joined:
      'Готово: {school}, {title} — вы {role, select, pupil {ученик} parent {родитель} other {учитель}}.',
    joined_accept:
      'Я отправил вам приглашения. Примите их в своём приложении Matrix: пространство школы, пространство {role, select, parent {родителей} other {класса}} и чат.',
    joined_created: 'Комнаты уже появились в вашем списке.',
    already_in:
      'Вы уже здесь: {school}, {title}. Если приглашений в комнаты не видно, загляните в список приглашений своего приложения.',
    waiting:
      'Заявка принята: {school}, {title}. Учитель подтвердит её, и тогда я пришлю приглашения в комнаты.',
    invites_help: 'показывает действующие приглашения и тех, кто ждёт подтверждения',
    invites_usage: '!parta invites [класс]',
    invites_title: 'Ваши приглашения:',
    invites_none: 'Действующих приглашений нет.',
    invites_line:
      '`{id}` {title}, {role, select, pupil {ученики} parent {родители} other {учителя}}: пришли {uses} из {max}{status, select, active {} other { (закрыто)}}',
    waiting_title:
      '{count, plural, one {Ждёт} few {Ждут} many {Ждут} other {Ждут}} вашего подтверждения в {title} ({role, select, pupil {ученики} parent {родители} teacher {учителя} other {участники}}):',
    waiting_line: '• {name}{child, select, none {} other { ({child})}} – `!parta approve {id}`',
    waiting_how:
      '{more, plural, =0 {} one {… и ещё # человек.} few {… и ещё # человека.} many {… и ещё # человек.} other {… и ещё # человека.}} Если человек вам незнаком: `!parta decline НОМЕР`.',
    invites_waiting: '    `{id}` ждёт подтверждения: {name} ({userId})',
    revoke_help: 'отзывает приглашение; кто уже вошёл, останется',
    revoke_usage: '!parta revoke НОМЕР',
    invite_revoked: 'Приглашение `{id}` отозвано: по нему больше никто не войдёт.',
    approve_help: 'впускает того, кто ждёт подтверждения',
    approve_usage: '!parta approve НОМЕР',
    use_approved: 'Готово: человек принят в класс.',
    decline_help: 'отказывает тому, кто ждёт подтверждения',
    decline_usage: '!parta decline НОМЕР',
    use_declined: 'Готово: в заявке отказано.',
    id_missing: 'Напишите номер из списка `!parta invites`: это первые восемь знаков.',
  },
  en: {
    INVITE_UNKNOWN: 'There is no such invite. Check the code: there may be a typing mistake in it.',
    INVITE_EXPIRED: 'This invite has expired. Ask whoever invited you for a new one.',
    INVITE_USED_UP: 'This invite has been used as often as it may be. Ask whoever invited you for a new one.',
    INVITE_PAUSED: 'Invites to this class are paused now. Try later, or ask the teacher.',
    INVITE_REVOKED: 'This invite was withdrawn. Ask whoever invited you for a new one.',
    INVITE_DECLINED:
      'You were not admitted by this invite. If that is a mistake, talk to whoever invited you.',
    INVITE_ALREADY_REDEEMED:
      'You have already come in by this invite. Log in with your password, or ask a teacher for a log-in link.',
    name_empty: 'Write a name: it needs at least one letter.',
    name_too_long: 'The name is too long: at most {max, plural, one {# character} other {# characters}}.',
    name_forbidden_characters:
      'The name has invisible or control characters in it. Type it again on the keyboard.',
    may_not_invite:
      'You cannot invite to this class like that. The teachers of a class invite pupils and parents, the school administrator invites teachers.',
    no_such_invite: 'There is no such invite, or you cannot see it.',
    child_missing:
      'A parent is invited to their child: choose the pupil. With the bot: `!parta invite parent child="Given Family"`.',
    child_of_parent: 'A child is named only in an invite for a parent.',
    no_such_child: 'There is no such pupil in this class.',
    child_several:
      'The name “{name}” fits several pupils. Write given and family name, and the class if need be.',
    child_not_here:
      'There is no pupil “{name}” in your classes. Write given and family name as in the list of the class.',
    invite_made_child: 'Invite for a parent: {school}, {title}.\n{url}\nCode: `{code}`',
    no_such_use: 'There is no such request, or you cannot see it.',
    already_decided: 'This request has already been decided otherwise.',
    invite_help: 'invites to a class: link and code come in the direct chat',
    invite_usage:
      '!parta invite pupil|parent|teacher [CLASS] [child="Given Family"] [uses=30] [expires=7d] [approval]',
    join_help: 'lets you in by an invite code (in a direct chat)',
    join_usage: '!join CODE',
    role_missing: 'Write whom you invite: pupil, parent or teacher.',
    role_unknown: 'I do not know the role “{role}”. There are pupil, parent and teacher.',
    class_unknown: 'There is no class “{title}” to which you could invite like that. There are: {classes}.',
    class_missing: 'Write to which class: {classes}.',
    class_ambiguous:
      'There are several classes “{title}”: {classes}. Write the command in the room of the class you mean.',
    uses_wrong: 'uses says how many people may come in: a number from 1 to 1000, for example uses=30.',
    expires_wrong:
      'expires says how long the invite lives: a minute to a year, for example expires=30m, 12h, 7d or 2w.',
    option_unknown: 'I do not know the option “{option}”.',
    too_many_words:
      'One word too many: “{word}”. If the name of the class has a space in it, put it in quotes.',
    invite_ready: 'The invite to {title} is ready.',
    invite_made:
      'Invite: {school}, {title}, {role, select, pupil {pupils} parent {parents} other {teachers}}.\n{url}\nCode: `{code}`',
    invite_made_terms: 'Valid until {until}, for {uses, plural, one {# person} other {# people}}.',
    invite_made_approval: 'Everybody must be approved.',
    invite_made_how: 'Whoever has a Matrix account already writes to the bot {bot}: `!join {code}`',
    code_missing: 'Write the code of the invite after the command.',
    join_in_public:
      'Others would read the code here and could use it, so I did not take it. Start a chat with {bot} alone and send the code there, and remove your message here.',
    joined:
      'Done: {school}, {title} — you are a {role, select, pupil {pupil} parent {parent} other {teacher}}.',
    joined_accept:
      'I have sent you invitations. Accept them in your Matrix app: the Space of the school, the Space of {role, select, parent {the parents} other {the class}}, and the chat.',
    joined_created: 'The rooms are in your list already.',
    already_in:
      'You are here already: {school}, {title}. If you do not see the rooms, look at the list of invitations in your app.',
    waiting:
      'Your request is in: {school}, {title}. A teacher will approve it, and then I will send you invitations to the rooms.',
    invites_help: 'shows the open invites and who waits for approval',
    invites_usage: '!parta invites [CLASS]',
    invites_title: 'Your invites:',
    invites_none: 'There are no open invites.',
    invites_line:
      '`{id}` {title}, {role, select, pupil {pupils} parent {parents} other {teachers}}: {uses} of {max} came{status, select, active {} other { (closed)}}',
    waiting_title:
      '{count, plural, one {Waits} other {Wait}} for your approval in {title} ({role, select, pupil {pupils} parent {parents} teacher {teachers} other {members}}):',
    waiting_line: '• {name}{child, select, none {} other { ({child})}} – `!parta approve {id}`',
    waiting_how:
      '{more, plural, =0 {} one {… and # more person.} other {… and # more people.}} If you do not know somebody: `!parta decline NUMBER`.',
    invites_waiting: '    `{id}` waits for approval: {name} ({userId})',
    revoke_help: 'withdraws an invite; those who came stay',
    revoke_usage: '!parta revoke NUMBER',
    invite_revoked: 'The invite `{id}` is withdrawn: nobody else will come in by it.',
    approve_help: 'lets somebody in who waits for approval',
    approve_usage: '!parta approve NUMBER',
    use_approved: 'Done: the person is in the class now.',
    decline_help: 'turns somebody down who waits for approval',
    decline_usage: '!parta decline NUMBER',
    use_declined: 'Done: the request is turned down.',
    id_missing: 'Write the number from the list `!parta invites`: its eight characters.',
  },
};

export const inviteText = createText(inviteMessages);
