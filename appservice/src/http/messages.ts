/** What the HTTP API says to people when a request cannot be served. */
import { createText, type Catalog } from '../i18n/text.ts';

export type HttpMessage =
  | 'session_missing'
  | 'session_unknown'
  | 'too_many_attempts'
  | 'too_many_requests'
  | 'not_found'
  | 'method_not_allowed'
  | 'body_too_large'
  | 'body_not_json'
  | 'body_wrong_type'
  | 'body_wrong_encoding'
  | 'address_malformed'
  | 'invalid'
  | 'invalid_whole_body'
  | 'not_text'
  | 'unknown_parameter'
  | 'empty_parameter'
  | 'homeserver_unavailable'
  | 'database_unavailable'
  | 'internal';

const catalog: Catalog<HttpMessage> = {
  en: {
    session_missing: 'You are not logged in. Log in and try again.',
    session_unknown: 'Your session has ended. Log in again.',
    too_many_attempts:
      'Too many wrong codes. Check the code, wait {minutes, plural, one {# minute} other {# minutes}} and try again.',
    too_many_requests:
      'Too many requests from your network. Wait {seconds, plural, one {# second} other {# seconds}} and try again.',
    not_found: 'There is nothing at this address. Check the link.',
    method_not_allowed: 'This address does not support {method} requests.',
    body_too_large: 'The request is larger than {kilobytes} KB. Send less.',
    body_not_json: 'The request is not valid JSON. Send a JSON object.',
    body_wrong_type: 'The request must be JSON: set Content-Type to application/json.',
    body_wrong_encoding:
      'The request must be UTF-8 text, uncompressed or compressed with gzip, deflate or br.',
    address_malformed: 'The address of the request is malformed. Check the link.',
    invalid: 'The request cannot be accepted: {place} {problem}.',
    invalid_whole_body: 'The request cannot be accepted: its body {problem}.',
    not_text: 'holds characters that are no text: type it anew',
    unknown_parameter: 'is not a known parameter: remove it',
    empty_parameter: 'is empty: give it a value',
    homeserver_unavailable:
      'The Matrix homeserver does not answer just now. Nothing is lost; try again in a minute.',
    database_unavailable: 'The database does not answer just now. Try again in a minute.',
    internal:
      'Something went wrong on the server. Try again; if it happens again, tell your administrator this number: {id}.',
  },
  ru: {
    session_missing: 'Вы не вошли. Войдите и попробуйте ещё раз.',
    session_unknown: 'Сеанс закончился. Войдите снова.',
    too_many_attempts:
      'Слишком много неверных кодов. Проверьте код и попробуйте снова через {minutes, plural, one {# минуту} few {# минуты} many {# минут} other {# минуты}}.',
    too_many_requests:
      'Слишком много запросов из вашей сети. Попробуйте снова через {seconds, plural, one {# секунду} few {# секунды} many {# секунд} other {# секунды}}.',
    not_found: 'По этому адресу ничего нет. Проверьте ссылку.',
    method_not_allowed: 'По этому адресу запросы {method} не принимаются.',
    body_too_large: 'Запрос больше {kilobytes} КБ. Отправьте меньше данных.',
    body_not_json: 'Запрос не является правильным JSON. Отправьте объект JSON.',
    body_wrong_type: 'Запрос должен быть в формате JSON: укажите Content-Type: application/json.',
    body_wrong_encoding: 'Запрос должен быть текстом UTF-8 без сжатия или со сжатием gzip, deflate или br.',
    address_malformed: 'Адрес запроса записан с ошибкой. Проверьте ссылку.',
    invalid: 'Запрос не принят: {place} — {problem}.',
    invalid_whole_body: 'Запрос не принят: тело запроса — {problem}.',
    not_text: 'содержит недопустимые символы: наберите заново',
    unknown_parameter: 'неизвестный параметр: уберите его',
    empty_parameter: 'пусто: укажите значение',
    homeserver_unavailable: 'Сервер Matrix сейчас не отвечает. Ничего не потеряно, попробуйте через минуту.',
    database_unavailable: 'База данных сейчас не отвечает. Попробуйте через минуту.',
    internal:
      'На сервере произошла ошибка. Попробуйте ещё раз; если она повторится, сообщите администратору номер {id}.',
  },
};

export const httpText = createText(catalog);
