import { Failure } from '../api/failure.ts';
import type { Translator } from '../i18n/translator.ts';

/** What a person is told when a request failed. The server's own sentence is the most exact one, so it wins. */
export function explain({ t }: Translator, error: unknown): string {
  if (!(error instanceof Failure)) return t('error.unknown');
  switch (error.kind) {
    case 'offline':
      return t('error.offline');
    case 'timeout':
      return t('error.timeout');
    case 'server':
      return t('error.server');
    case 'limited':
      return t('error.tooMany', { seconds: Math.max(1, Math.ceil((error.retryAfterMs ?? 30_000) / 1000)) });
    case 'refused':
      return error.sentence || (error.status === 403 ? t('error.forbidden') : t('error.unknown'));
  }
}
