/** The policy in any client: `!parta explain …` and `!parta policy`. */
import { UsageError, type Command, type CommandCall, type Reply } from '../bot/command.ts';
import type { Locale, UserId } from '../school/model.ts';
import { CELLS, lineOf, worksAtSchool } from './matrix.ts';
import { sayPair, sayRoom, type Inquiry } from './inquiry.ts';
import { policyText } from './messages.ts';
import type { ContactRole, Outcome, Relation } from './model.ts';
import type { Policy } from './policy.ts';
import { linesFor } from './quiet.ts';

export interface PolicyCommandsDependencies {
  readonly inquiry: Inquiry;
  readonly policy: Pick<Policy, 'parties'>;
  readonly now?: () => Date;
}

export function policyCommands({
  inquiry,
  policy,
  now = () => new Date(),
}: PolicyCommandsDependencies): Command[] {
  async function explain({ asker, place, line }: CommandCall): Promise<Reply> {
    const { locale } = asker;
    const [one, other, ...more] = line.words;
    // Without a second word it is about the room in which it was asked.
    const target = other ?? (place.direct ? undefined : place.roomId);
    if (one === undefined || target === undefined || more.length > 0) {
      throw new UsageError((its) => policyText(its, 'explain_words'));
    }
    const from = userOf(one, asker.userId);
    const text = target.startsWith('!')
      ? sayRoom(locale, await inquiry.room(asker.personId, from, target))
      : sayPair(locale, await inquiry.pair(asker.personId, from, userOf(target, asker.userId)));
    // What is said about people is for the one who asked, not for the room.
    return place.direct ? { text } : { text: policyText(locale, 'explained'), privately: text };
  }

  async function show({ asker }: CommandCall): Promise<Reply> {
    const { locale } = asker;
    const { parties, context } = await policy.parties.load([asker.userId], now());
    const { capacities, age } = parties[0]!;
    if (capacities.length === 0) return { text: policyText(locale, 'policy_nobody') };
    const lines = new Set<string>();
    const quiet = new Set<string>();
    for (const capacity of capacities) {
      const school = capacity.schoolId === null ? undefined : context.schools.get(capacity.schoolId);
      for (const cell of CELLS) {
        const other = otherRole(cell.roles, capacity.role);
        const counts = cell.age === age || (age === 'of_age' && cell.roles.includes('pupil'));
        if (other === null || !counts || (cell.relation === 'same_class' && capacity.classId === null))
          continue;
        const { outcome } = lineOf(cell, school?.matrix, context.district);
        const asked = outcome === 'teacher_first' && worksAtSchool(capacity.role) ? 'allow' : outcome;
        if (asked !== 'deny') lines.add(sayLine(locale, other, cell.relation, asked));
      }
      for (const { beginsAt, endsAt } of school === undefined ? [] : linesFor(capacity, school.quietHours)) {
        const where = `(${policyText(locale, `role_${capacity.role}`)})`;
        quiet.add(policyText(locale, 'policy_quiet', { where, begins: beginsAt, ends: endsAt }));
      }
    }
    return {
      text: [
        policyText(locale, 'policy_title'),
        ...[...lines].map((one) => `– ${one}`),
        policyText(locale, 'policy_own_child'),
        policyText(locale, 'policy_strangers'),
        ...quiet,
      ].join('\n'),
    };
  }

  const known = { allowed: ({ personId }: CommandCall['asker']): boolean => personId !== null };
  return [
    {
      name: 'explain',
      help: (locale) => policyText(locale, 'explain_help'),
      usage: () => '!parta explain me|@NAME:SERVER [@NAME:SERVER|!ROOM]',
      ...known,
      run: explain,
    },
    {
      name: 'policy',
      help: (locale) => policyText(locale, 'policy_help'),
      usage: () => '!parta policy',
      ...known,
      run: show,
    },
  ];
}

function userOf(word: string, me: UserId): UserId {
  if (['me', 'я'].includes(word.toLowerCase())) return me;
  if (/^@[^:\s]{1,200}:\S{1,250}$/.test(word)) return word;
  throw new UsageError((locale) => policyText(locale, 'no_user_id', { word: word.slice(0, 50) }));
}

/** The other of two roles, when one of them is this. */
function otherRole([one, other]: readonly [ContactRole, ContactRole], role: ContactRole): ContactRole | null {
  if (one === role) return other;
  return other === role ? one : null;
}

function sayLine(locale: Locale, role: ContactRole, relation: Relation, outcome: Outcome): string {
  return policyText(locale, 'policy_line', {
    role: policyText(locale, `role_${role}`),
    relation: relation === 'own_child' ? '' : policyText(locale, `relation_${relation}`),
    outcome: policyText(locale, `short_${outcome}`),
  });
}
