import type ru from './ru.ts';

/** Texts of quiet hours in chats. */
const en: { readonly [K in keyof typeof ru]: string } = {
  until: 'Quiet hours until {until}',
  how: 'When to send',
  'choice.morning': 'In the morning',
  'choice.urgent': 'Urgent',
  'choice.now': 'Now',
  'about.morning': 'It is sent by itself at {until}. Until then you can change or cancel it.',
  'about.urgent': 'It arrives at once and rings. Everybody sees the reason, and it goes to the school’s log.',
  'about.now': 'It arrives at once, without a sound.',
  reason: 'Why it cannot wait',
  'reason.missing': 'Say why.',
  files: 'Files do not wait for the morning: send them now, without a sound, or in the morning yourself.',
  waiting: '{count, plural, one {# message waits} other {# messages wait}}',
  'waiting.at': 'Is sent {at}',
  'waiting.urgent': 'Being sent',
  'waiting.refused': 'Not sent. {why}',
  'waiting.edit': 'Change',
  'waiting.cancel': 'Cancel',
  'waiting.forget': 'Remove',
  'waiting.text': 'Text of the message',
  'mine.hold': 'No notifications in quiet hours',
  'mine.about':
    'The school asks not to disturb in these hours. What is urgent, and reminders, ring all the same.',
  'mine.pupil':
    'In the school’s quiet hours nothing rings. What is urgent, and reminders, ring all the same.',
  'mine.now': 'It is quiet now until {until}.',
};

export default en;
