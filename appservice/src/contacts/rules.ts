/** What is to be done about a room, given who is in it and what the policy says about each two of them. Pure. */
import { createHash } from 'node:crypto';
import { OUTCOMES, type Decision, type Outcome } from '../policy/model.ts';
import type { PersonId, UserId } from '../school/model.ts';

/** Somebody who is in a room or invited to it. */
export interface Present {
  readonly userId: UserId;
  readonly membership: 'join' | 'invite';
  /** Of an invite: who invited. */
  readonly sender: UserId;
  /** Whether Parta may act for them. */
  readonly local: boolean;
}

/** A room that Parta did not make. */
export interface Scene {
  readonly members: readonly Present[];
  /** Who made the room; null when it cannot be known. */
  readonly openedBy: UserId | null;
  /** What the policy says of one who opens a room with the other. */
  readonly decide: (from: UserId, to: UserId) => Verdict;
  /** Those of the members who would be a second adult for others in it. */
  readonly secondAdults: ReadonlySet<UserId>;
  /** People of one kind are decided about alike, so that a room of hundreds is judged whole; everybody is one of a kind if it is left out. */
  readonly kindOf?: (userId: UserId) => string;
}

export type Verdict = Pick<Decision, 'outcome' | 'rule'>;

export type Judgement =
  | { readonly kind: 'fine' }
  /** Two people who may talk with a second adult only: in a room of Parta instead. */
  | { readonly kind: 'replaced'; readonly from: UserId; readonly to: UserId; readonly why: Why }
  /** Some must leave (`cut`), or everybody of here (`closed`). */
  | {
      readonly kind: 'cut' | 'closed';
      readonly leavers: readonly UserId[];
      /** People of elsewhere whose invites are to be withdrawn first. */
      readonly withdrawn: readonly UserId[];
      readonly why: Why;
    };

/** The strictest of what stands against a room, and between whom. */
export interface Why extends Verdict {
  readonly from: UserId;
  readonly to: UserId;
}

/** Members about whom everything is decided alike. */
type Group = readonly Present[];

/** Two groups of which each two people must not be together like this; or twice the same group. */
interface BadPair {
  readonly one: Group;
  readonly other: Group;
  readonly why: Why;
}

export const FINE: Judgement = { kind: 'fine' };
const strictness = (outcome: Outcome): number => OUTCOMES.indexOf(outcome);

/**
 * What a room of two people comes to. Both ways count; who may only answer is asked as one who answers, unless they opened the room.
 *
 * @param openedBy of the two; anybody else counts as neither
 */
export function between(one: UserId, other: UserId, openedBy: UserId | null, decide: Scene['decide']): Why {
  const ways = [
    [one, other],
    [other, one],
  ] as const;
  const [there, back] = ways.map(([from, to]): Why => {
    const { outcome, rule } = decide(from, to);
    const answers = outcome === 'teacher_first' && openedBy !== from;
    return { from, to, outcome: answers ? 'allow' : outcome, rule };
  }) as [Why, Why];
  const same = strictness(back.outcome) === strictness(there.outcome);
  if (same) return openedBy === other ? back : there;
  return strictness(back.outcome) > strictness(there.outcome) ? back : there;
}

/** Judges a room that Parta did not make. */
export function judge(scene: Scene): Judgement {
  const groups = groupsOf(scene);
  const bad = badPairs(groups, scene);
  const worst = bad.reduce<Why | null>(
    (found, { why }) => (found === null || strictness(why.outcome) > strictness(found.outcome) ? why : found),
    null,
  );
  if (worst === null) return FINE;
  const { members, openedBy } = scene;
  if (members.length === 2 && worst.outcome === 'second_adult') {
    const [from, to] = openedBy === worst.to ? [worst.to, worst.from] : [worst.from, worst.to];
    return { kind: 'replaced', from, to, why: worst };
  }

  const leavers = whoLeaves(groups, bad, openedBy);
  const rest = members.filter(({ userId }) => !leavers.has(userId));
  const closed = rest.length <= 1 || !rest.some(({ local }) => local);
  if (closed) for (const { userId, local } of members) if (local) leavers.add(userId);
  const involved = new Set(bad.flatMap(({ one, other }) => [...one, ...other]));
  const withdrawn = members.filter(
    (member) => !member.local && member.membership === 'invite' && (closed || involved.has(member)),
  );
  return {
    kind: closed ? 'closed' : 'cut',
    leavers: members.map(({ userId }) => userId).filter((userId) => leavers.has(userId)),
    withdrawn: withdrawn.map(({ userId }) => userId),
    why: worst,
  };
}

function groupsOf({ members, openedBy, secondAdults, kindOf = (userId) => userId }: Scene): Group[] {
  const hosts = new Set(members.filter((one) => one.membership === 'invite').map(({ sender }) => sender));
  const isOneOfAKind = (userId: UserId): boolean =>
    userId === openedBy || hosts.has(userId) || secondAdults.has(userId);
  const keyOf = ({ userId, membership, sender, local }: Present): string =>
    isOneOfAKind(userId)
      ? userId
      : [local, membership, membership === 'invite' && sender, kindOf(userId)].join(' ');
  return [...Map.groupBy(members, keyOf).values()];
}

function badPairs(groups: readonly Group[], { openedBy, decide, secondAdults, members }: Scene): BadPair[] {
  const joined = new Set(members.filter(({ membership }) => membership === 'join').map((one) => one.userId));
  const bad: BadPair[] = [];
  groups.forEach((group, index) => {
    for (const others of groups.slice(index)) {
      const [one, other] = [group[0]!, others === group ? group[1] : others[0]];
      // What people of elsewhere do among themselves is not ours to judge.
      if (other === undefined || (!one.local && !other.local)) continue;
      const opener = inviterOf(one, other) ?? openedBy;
      const why = between(one.userId, other.userId, opener, decide);
      if (why.outcome === 'allow') continue;
      const seconds = [...secondAdults].filter((id) => id !== one.userId && id !== other.userId);
      if (why.outcome === 'second_adult' && seconds.some((id) => joined.has(id))) continue;
      bad.push({ one: group, other: others, why });
    }
  });
  return bad;
}

/** Who of the two invited the other, as long as the invite stands. */
function inviterOf(one: Present, other: Present): UserId | null {
  for (const [guest, host] of [
    [one, other],
    [other, one],
  ] as const) {
    if (guest.membership === 'invite' && guest.sender === host.userId) return host.userId;
  }
  return null;
}

/**
 * As few as possible leave, so that no bad pair is left: again and again whoever is in most of them, for a pupil among ten strange adults
 * leaves and not the ten. Of equals the one who opened the room stays.
 */
function whoLeaves(groups: readonly Group[], bad: readonly BadPair[], openedBy: UserId | null): Set<UserId> {
  const leavers = new Set<UserId>();
  const rest = new Map(groups.map((group) => [group, group.map(({ userId }) => userId).sort()]));
  const sizeOf = (group: Group): number => rest.get(group)!.length;
  for (;;) {
    const counts = new Map<Group, number>();
    const count = (group: Group, others: number): void => {
      if (group[0]!.local && others > 0 && sizeOf(group) > 0)
        counts.set(group, (counts.get(group) ?? 0) + others);
    };
    for (const { one, other } of bad) {
      count(one, one === other ? sizeOf(one) - 1 : sizeOf(other));
      if (one !== other) count(other, sizeOf(one));
    }
    const [next] = [...counts].sort(
      ([a, ofA], [b, ofB]) =>
        ofB - ofA ||
        Number(a[0]!.userId === openedBy) - Number(b[0]!.userId === openedBy) ||
        (rest.get(a)![0]! < rest.get(b)![0]! ? -1 : 1),
    );
    if (next === undefined) return leavers;
    leavers.add(rest.get(next[0])!.shift()!);
  }
}

/** Somebody who may be the second adult in a room with a child. */
export interface Candidate {
  readonly personId: PersonId;
  readonly userId: UserId;
  /** `staff`: works at the school; is not chosen, but may be named. */
  readonly kind: 'guardian' | 'class_teacher' | 'teacher' | 'school_admin' | 'staff';
  /** They have been here; who never came cannot look after a room. */
  readonly arrived: boolean;
  /** Parta made the account and can join it by itself. */
  readonly created: boolean;
}

/** In the order in which they are asked. A guardian only for the young. */
const KINDS = ['class_teacher', 'school_admin', 'teacher'] as const;
const KINDS_FOR_THE_YOUNG = ['guardian', ...KINDS] as const;

/**
 * The second adult: whoever has come before whoever never did, then by what they are to the child (of the young a guardian first; class
 * teacher, administrator, teacher), then whoever Parta can join at once. The same people give the same answer.
 *
 * @param excluded the two themselves, and who has left
 */
export function chooseSecondAdult(
  candidates: readonly Candidate[],
  { excluded, young }: { readonly excluded: ReadonlySet<PersonId>; readonly young: boolean },
): Candidate | null {
  const kinds: readonly Candidate['kind'][] = young ? KINDS_FOR_THE_YOUNG : KINDS;
  const [first] = candidates
    .filter(({ personId, kind }) => !excluded.has(personId) && kinds.includes(kind))
    .sort(
      (a, b) =>
        Number(b.arrived) - Number(a.arrived) ||
        kinds.indexOf(a.kind) - kinds.indexOf(b.kind) ||
        Number(b.created) - Number(a.created) ||
        (`${a.personId} ${a.userId}` < `${b.personId} ${b.userId}` ? -1 : 1),
    );
  return first ?? null;
}

/** One of the two of a direct room. */
export interface DirectParty {
  readonly userId: UserId;
  /** Null for an account that is nobody's here. */
  readonly personId: PersonId | null;
}

/** The key of the room of two people: the same whoever asks, and with whichever account. */
export function directKey(deploymentId: string, one: DirectParty, other: DirectParty): string {
  const parts = [one, other].map(({ personId, userId }) => personId ?? userId).sort();
  return createHash('sha256')
    .update([deploymentId, ...parts].join('\n'))
    .digest('hex');
}

export type DirectStatus = 'open' | 'read_only' | 'closed';

/** Why there is no call in a direct room that stands like this; null when there may be one. */
export function callRefusal(status: DirectStatus): 'call.forbidden' | 'call.alone' | null {
  return status === 'open' ? null : status === 'read_only' ? 'call.alone' : 'call.forbidden';
}

/** How a direct room stands, by what the policy says of the two and whether the second adult is in it. */
export function directStatus(outcome: Outcome, secondIsIn: boolean): DirectStatus {
  if (outcome === 'allow') return 'open';
  if (outcome === 'second_adult') return secondIsIn ? 'open' : 'read_only';
  return 'closed';
}
