/** What administrators and teachers read about calendars that a class is subscribed to: what is wrong and what to do. */
import { createText, type Catalog } from '../../i18n/text.ts';

const ru = {
  host_unknown: 'Такого сервера нет. Проверьте адрес календаря.',
  unreachable: 'Сервер календаря не отвечает. Parta попробует ещё раз сама.',
  private_address:
    'Адрес ведёт во внутреннюю сеть, туда Parta не ходит. Если календарь действительно там, это разрешает оператор сервера (timetable.private_networks).',
  certificate: 'Сертификату сервера календаря нельзя доверять. Сообщите об этом тем, кто ведёт календарь.',
  not_http: 'Сервер отвечает не так, как веб-сервер. Проверьте адрес календаря.',
  not_allowed: 'Сервер календаря не пускает по этому адресу. Возьмите новую ссылку и укажите её здесь.',
  not_found: 'По этому адресу календаря больше нет. Возьмите новую ссылку и укажите её здесь.',
  status: 'Сервер календаря ответил ошибкой {status, number}. Parta попробует ещё раз сама.',
  redirects: 'Адрес перенаправляет больше {limit, number} раз подряд. Укажите окончательный адрес.',
  redirect_wrong: 'Адрес перенаправляет туда, куда нельзя. Укажите окончательный адрес.',
  redirect_insecure:
    'Адрес https перенаправляет на незащищённый http. Сообщите об этом тем, кто ведёт календарь.',
  too_slow: 'Календарь не успел загрузиться за {seconds, number} с. Parta попробует ещё раз сама.',
  too_large:
    'Календарь больше {limit, number} МБ. Возьмите ссылку на календарь одного класса или за меньшее время.',
  packing_unknown:
    'Календарь сжат неизвестным способом ({encoding}). Сообщите об этом тем, кто ведёт календарь.',
  packing_broken: 'Календарь пришёл повреждённым. Parta попробует ещё раз сама.',
  charset_unknown:
    'Сервер называет неизвестную кодировку ({charset}). Сообщите об этом тем, кто ведёт календарь.',
  charset_wrong:
    'Текст календаря не в той кодировке, которую называет сервер ({charset}). Сообщите об этом тем, кто ведёт календарь.',
  not_applied: 'В календаре есть ошибки, поэтому ничего не изменено. Ниже сказано, что исправить.',
  zones_asked:
    'Календарь называет часовые пояса, которых Parta не знает. Скажите, что они значат; до тех пор ничего не изменено.',
  empty:
    'Календарь вдруг пуст, а уроков впереди было {known, number}. Ничего не изменено: если так и должно быть, подтвердите.',
  shrunk:
    'Из календаря пропало {missing, number} уроков из {known, number}. Ничего не изменено: если так и должно быть, подтвердите.',
  zone_wrong: 'Пояса «{answer}» нет. Назовите пояс IANA, например Europe/Moscow.',
  bad_address: 'Это не адрес календаря. Он начинается с https:// или webcal://.',
  subscribed_twice: 'У этого класса уже есть календарь с таким названием. Назовите новый иначе.',
  too_many: 'У класса не может быть больше {limit, number} календарей.',
  no_such_subscription: 'Такого календаря нет или он вам не виден.',
  lesson_subscribed:
    'Этот урок приходит из календаря, на который подписан класс. Измените его там: здесь меняются только учителя.',
} as const;

export type SubscriptionMessage = keyof typeof ru;
/** Why a calendar could not be fetched. */
export type FetchProblem = Extract<
  SubscriptionMessage,
  | 'host_unknown'
  | 'unreachable'
  | 'private_address'
  | 'certificate'
  | 'not_http'
  | 'not_allowed'
  | 'not_found'
  | 'status'
  | 'redirects'
  | 'redirect_wrong'
  | 'redirect_insecure'
  | 'too_slow'
  | 'too_large'
  | 'packing_unknown'
  | 'packing_broken'
  | 'charset_unknown'
  | 'charset_wrong'
>;
/** Why a calendar that was fetched was not applied. */
export type HeldProblem = Extract<SubscriptionMessage, 'not_applied' | 'zones_asked' | 'empty' | 'shrunk'>;

const en: { readonly [K in SubscriptionMessage]: string } = {
  host_unknown: 'There is no such server. Check the address of the calendar.',
  unreachable: 'The server of the calendar does not answer. Parta tries again by itself.',
  private_address:
    'The address leads into a private network, where Parta does not go. If the calendar is really there, the operator of the server can allow it (timetable.private_networks).',
  certificate: 'The certificate of the calendar’s server cannot be trusted. Tell those who run the calendar.',
  not_http: 'The server does not answer as a web server does. Check the address of the calendar.',
  not_allowed: 'The server of the calendar refuses this address. Get a new link and set it here.',
  not_found: 'There is no calendar at this address any more. Get a new link and set it here.',
  status: 'The server of the calendar answered with error {status, number}. Parta tries again by itself.',
  redirects: 'The address redirects more than {limit, number} times in a row. Give the final address.',
  redirect_wrong: 'The address redirects to where it must not. Give the final address.',
  redirect_insecure: 'The https address redirects to unprotected http. Tell those who run the calendar.',
  too_slow: 'The calendar did not arrive within {seconds, number} s. Parta tries again by itself.',
  too_large:
    'The calendar is larger than {limit, number} MB. Get a link to the calendar of one class or of a shorter time.',
  packing_unknown: 'The calendar is packed in an unknown way ({encoding}). Tell those who run the calendar.',
  packing_broken: 'The calendar arrived damaged. Parta tries again by itself.',
  charset_unknown:
    'The server names an unknown character encoding ({charset}). Tell those who run the calendar.',
  charset_wrong:
    'The text of the calendar is not in the encoding that the server names ({charset}). Tell those who run the calendar.',
  not_applied: 'There are mistakes in the calendar, so nothing was changed. Below is said what to correct.',
  zones_asked:
    'The calendar names time zones that Parta does not know. Say what they mean; until then nothing is changed.',
  empty:
    'The calendar is suddenly empty, and {known, number} lessons were to come. Nothing was changed: confirm it if that is right.',
  shrunk:
    '{missing, number} of {known, number} lessons are gone from the calendar. Nothing was changed: confirm it if that is right.',
  zone_wrong: 'There is no time zone “{answer}”. Name an IANA zone, e.g. Europe/Berlin.',
  bad_address: 'This is no address of a calendar. It begins with https:// or webcal://.',
  subscribed_twice: 'The class already has a calendar of this title. Call the new one differently.',
  too_many: 'A class cannot have more than {limit, number} calendars.',
  no_such_subscription: 'There is no such calendar, or you may not see it.',
  lesson_subscribed:
    'This lesson comes from a calendar that the class is subscribed to. Change it there: only teachers are changed here.',
};

const catalog: Catalog<SubscriptionMessage> = { ru, en };
export const subscriptionText = createText(catalog);
