/** The words and options of `!parta invite`. Pure. */
import { UsageError } from '../bot/command.ts';
import type { CommandLine } from '../bot/parser.ts';
import type { InviteRole } from '../school/rules.ts';
import { inviteText } from './messages.ts';

export interface WrittenTerms {
  readonly role: InviteRole;
  /** As written; null when no class was named. */
  readonly classTitle: string | null;
  /** The child of the parent who is invited, as written; null when none was named. */
  readonly childName: string | null;
  readonly maxUses: number | null;
  readonly expiresInSeconds: number | null;
  readonly needsApproval: boolean;
}

const ROLES: { readonly [role in InviteRole]: RegExp } = {
  pupil: /^(pupils?|students?|ученик(и|ов|а)?|ученица)$/iu,
  parent: /^(parents?|родител(ь|и|ей|я))$/iu,
  teacher: /^(teachers?|учител(ь|я|ей|ьница))$/iu,
};
const APPROVAL = /^(approval|подтверждение)$/iu;

const SECONDS: { readonly [unit in 'm' | 'h' | 'd' | 'w']: number } = {
  m: 60,
  h: 3_600,
  d: 86_400,
  w: 604_800,
};
const RUSSIAN_UNITS: { readonly [unit: string]: keyof typeof SECONDS } = { м: 'm', ч: 'h', д: 'd', н: 'w' };
const YEAR_SECONDS = 31_536_000;

/** Seconds of `30m`, `12h`, `7d`, `2w` (or `м ч д н`), or null. */
export function parseDuration(text: string): number | null {
  const found = /^(\d{1,6})([mhdwмчдн])$/iu.exec(text.trim());
  if (found === null) return null;
  const unit = found[2]!.toLowerCase();
  return Number(found[1]) * SECONDS[RUSSIAN_UNITS[unit] ?? (unit as keyof typeof SECONDS)];
}

/** Reads the command's words. Throws UsageError. */
export function readTerms({ words, options }: CommandLine): WrittenTerms {
  const needsApproval = words.some((word) => APPROVAL.test(word));
  const [roleWord, classTitle = null, surplus] = words.filter((word) => !APPROVAL.test(word));
  if (roleWord === undefined) throw new UsageError((locale) => inviteText(locale, 'role_missing'));
  const role = (Object.keys(ROLES) as InviteRole[]).find((one) => ROLES[one].test(roleWord));
  if (role === undefined) {
    throw new UsageError((locale) => inviteText(locale, 'role_unknown', { role: roleWord.slice(0, 30) }));
  }
  if (surplus !== undefined) {
    throw new UsageError((locale) => inviteText(locale, 'too_many_words', { word: surplus.slice(0, 30) }));
  }
  for (const option of options.keys()) {
    if (['uses', 'expires', 'child', 'ребёнок', 'ребенок'].includes(option)) continue;
    throw new UsageError((locale) => inviteText(locale, 'option_unknown', { option: option.slice(0, 30) }));
  }
  return {
    role,
    classTitle,
    childName: options.get('child') ?? options.get('ребёнок') ?? options.get('ребенок') ?? null,
    maxUses: readUses(options),
    expiresInSeconds: readExpiry(options),
    needsApproval,
  };
}

function readUses(options: ReadonlyMap<string, string>): number | null {
  const written = options.get('uses');
  if (written === undefined) return null;
  const uses = /^\d{1,4}$/.test(written) ? Number(written) : 0;
  if (uses < 1 || uses > 1000) throw new UsageError((locale) => inviteText(locale, 'uses_wrong'));
  return uses;
}

function readExpiry(options: ReadonlyMap<string, string>): number | null {
  const written = options.get('expires');
  if (written === undefined) return null;
  const seconds = parseDuration(written) ?? 0;
  if (seconds < 60 || seconds > YEAR_SECONDS)
    throw new UsageError((locale) => inviteText(locale, 'expires_wrong'));
  return seconds;
}
