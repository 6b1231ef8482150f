/** What people are told when a document is refused. */
import { ApiError } from '../http/api-error.ts';
import { documentText, type DocumentMessage } from './messages.ts';

const KINDS = {
  no_such_document: [404, 'M_NOT_FOUND'],
  no_such_task: [404, 'M_NOT_FOUND'],
  no_such_class: [404, 'M_NOT_FOUND'],
  no_such_upload: [404, 'M_NOT_FOUND'],
  no_such_share: [404, 'M_NOT_FOUND'],
  may_not: [403, 'M_FORBIDDEN'],
  not_your_room: [403, 'M_FORBIDDEN'],
  name_wrong: [400, 'M_INVALID_PARAM'],
  folder_wrong: [400, 'M_INVALID_PARAM'],
  place_wrong: [400, 'M_INVALID_PARAM'],
  due_wrong: [400, 'M_INVALID_PARAM'],
  share_too_long: [400, 'M_INVALID_PARAM'],
  nothing_handed_in: [409, 'ORG.PARTA.NOTHING_HANDED_IN'],
  offset_wrong: [409, 'ORG.PARTA.UPLOAD_OFFSET'],
  too_much: [413, 'M_TOO_LARGE'],
  file_too_large: [413, 'M_TOO_LARGE'],
  quota: [413, 'ORG.PARTA.QUOTA'],
  too_many_uploads: [429, 'M_LIMIT_EXCEEDED'],
  bytes_wrong_type: [415, 'M_INVALID_PARAM'],
  not_satisfiable: [416, 'ORG.PARTA.RANGE'],
  damaged: [502, 'ORG.PARTA.CONTENT_DAMAGED'],
} as const satisfies Partial<Record<DocumentMessage, readonly [number, string]>>;

export function refusal(key: keyof typeof KINDS, values: Record<string, string | number> = {}): ApiError {
  const [status, errcode] = KINDS[key];
  return new ApiError(status, errcode, (locale) => documentText(locale, key, values));
}
