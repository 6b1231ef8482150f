/** What people read about recording, and about broadcasts to many. */
import { createText, type Catalog } from '../../i18n/text.ts';

const ru = {
  not_set_up:
    'Запись не настроена: на сервере нет LiveKit Egress. Её настраивает оператор сервера (lessons.egress).',
  not_allowed: 'Запись в этой школе выключена. Её разрешает оператор сервера (lessons.egress.recording).',
  hls_not_set_up:
    'Трансляция для большого числа зрителей не настроена: на сервере нет LiveKit Egress (lessons.egress).',
  unavailable: 'Записать не получилось: служба записи не отвечает. Ничего не записано.',
  no_such_recording: 'Такой записи нет или она вам не видна.',
  not_ready: 'Запись ещё не готова.',
  begun:
    '🔴 Идёт запись. Она хранится {days, plural, one {# день} few {# дня} many {# дней} other {# дня}}, её могут смотреть сотрудники школы. Кто не хочет быть в записи, может выключить камеру и микрофон или выйти.',
  ended: 'Запись остановлена. Она будет удалена {day}.',
  failed: 'Запись не удалась. Ничего не записано.',
} as const;

export type RecordingMessage = keyof typeof ru;

const en: { readonly [K in RecordingMessage]: string } = {
  not_set_up:
    'Recording is not set up: the server has no LiveKit Egress. Its operator sets it up (lessons.egress).',
  not_allowed:
    'Recording is switched off in this school. The operator of the server allows it (lessons.egress.recording).',
  hls_not_set_up:
    'Broadcasting to many viewers is not set up: the server has no LiveKit Egress (lessons.egress).',
  unavailable: 'It could not be recorded: the recording service does not answer. Nothing was recorded.',
  no_such_recording: 'There is no such recording, or you cannot see it.',
  not_ready: 'The recording is not ready yet.',
  begun:
    '🔴 This is being recorded. The recording is kept for {days, plural, one {# day} other {# days}}, and those who work at the school can watch it. Who does not want to be in it can switch off camera and microphone, or leave.',
  ended: 'The recording has ended. It will be deleted on {day}.',
  failed: 'The recording failed. Nothing was recorded.',
};

const catalog: Catalog<RecordingMessage> = { ru, en };
export const recordingText = createText(catalog);
