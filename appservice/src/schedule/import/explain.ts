/** Findings of an import as the API shows them. */
import type { components } from '@parta/protocol';
import { describePlace, type Finding } from '../../roster/findings.ts';
import type { Locale } from '../../school/model.ts';
import { formatDay } from '../changes.ts';
import { importText, type ImportCode } from './messages.ts';

export function explainImportFinding(
  finding: Finding<ImportCode>,
  locale: Locale,
): components['schemas']['ImportFinding'] {
  const { severity, code, value, column, values, more } = finding;
  const { day } = values;
  return {
    severity,
    code,
    place: describePlace(finding),
    message: importText(locale, code, {
      ...values,
      ...(typeof day === 'string' ? { day: formatDay(day, locale) } : {}),
      value: value ?? '',
      column: column ?? '',
    }),
    more,
    ...(code === 'tzid_unknown' ? { tzid: value ?? '', suggestion: String(values['suggestion'] ?? '') } : {}),
  };
}
