import { createText, type Catalog } from '../i18n/text.ts';

type Keys =
  | 'welcome'
  | 'help_title'
  | 'help_line'
  | 'help_more'
  | 'help_help'
  | 'hint'
  | 'usage'
  | 'unknown_command'
  | 'not_allowed'
  | 'too_long'
  | 'too_many_words'
  | 'open_quote'
  | 'option_twice'
  | 'see_direct_chat'
  | 'crowded'
  | 'encrypted';

export const botMessages: Catalog<Keys> = {
  ru: {
    welcome:
      'Здравствуйте! Я бот школы.\nЕсли у вас есть код приглашения, напишите `!join КОД`.\nЧто я ещё умею: `!parta help`.',
    help_title: 'Вот что вам доступно:',
    help_line: '`{usage}` — {help}',
    help_more: 'Слова с пробелами берите в кавычки.',
    help_help: 'показывает этот список',
    hint: 'Я понимаю только команды. Список: `!parta help`. Есть код приглашения? Напишите `!join КОД`.',
    usage: 'Пишите так: `{usage}`',
    unknown_command:
      'Команды «{name}» нет.{close, select, none {} other { Может быть, `!parta {close}`?}} Список команд: `!parta help`.',
    not_allowed: 'Команда «{name}» вам недоступна. Что доступно: `!parta help`.',
    too_long:
      'Команда слишком длинная: не больше {max, plural, one {# знака} few {# знаков} many {# знаков} other {# знака}}.',
    too_many_words:
      'В команде слишком много слов: не больше {max, plural, one {# слова} few {# слов} many {# слов} other {# слова}}. Слова с пробелами берите в кавычки.',
    open_quote: 'Кавычки открыты, но не закрыты. Закройте их и отправьте команду ещё раз.',
    option_twice: 'Один и тот же параметр указан дважды. Оставьте один.',
    see_direct_chat: 'Здесь это прочли бы другие, поэтому ответ — в личном чате со мной.',
    crowded:
      'Я отвечаю только в личных чатах и в комнатах школы, а здесь есть кто-то ещё. Начните со мной чат вдвоём.',
    encrypted: 'Этот чат зашифрован, и прочитать его я не могу. Начните со мной новый чат без шифрования.',
  },
  en: {
    welcome:
      'Hello! I am the bot of the school.\nIf you have an invite code, write `!join CODE`.\nWhat else I can do: `!parta help`.',
    help_title: 'This is what you can use:',
    help_line: '`{usage}` — {help}',
    help_more: 'Put words with spaces in quotes.',
    help_help: 'shows this list',
    hint: 'I understand commands only. The list: `!parta help`. Do you have an invite code? Write `!join CODE`.',
    usage: 'Write it like this: `{usage}`',
    unknown_command:
      'There is no command “{name}”.{close, select, none {} other { Perhaps `!parta {close}`?}} The list of commands: `!parta help`.',
    not_allowed: 'The command “{name}” is not for you. What is: `!parta help`.',
    too_long: 'The command is too long: at most {max, plural, one {# character} other {# characters}}.',
    too_many_words:
      'The command has too many words: at most {max, plural, one {# word} other {# words}}. Put words with spaces in quotes.',
    open_quote: 'A quote is opened but not closed. Close it and send the command again.',
    option_twice: 'The same option is given twice. Keep one.',
    see_direct_chat: 'Others would read it here, so the answer is in the direct chat with me.',
    crowded:
      'I answer only in direct chats and in the rooms of the school, and somebody else is here. Start a chat with me alone.',
    encrypted: 'This chat is encrypted and I cannot read it. Start a new chat with me without encryption.',
  },
};

export const botText = createText(botMessages);
