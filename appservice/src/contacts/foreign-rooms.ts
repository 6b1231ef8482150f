/**
 * Rooms that Parta did not make, brought into line: looks at who is in one, asks the policy about every two of them, and does what has
 * to be done. Membership only; what is said in a room is never looked at.
 *
 * What is to be done is written down first, with its explanation queued and its line in the audit log; then it is done. Whoever dies in
 * between leaves a room that is judged again, and the same cause is not explained twice.
 */
import { audit } from '../audit/audit.ts';
import type { Log } from '../log.ts';
import type { Homeserver, RoomMember } from '../matrix/homeserver.ts';
import type { Policy } from '../policy/policy.ts';
import type { Locale, RoomId, SchoolId, UserId } from '../school/model.ts';
import type { Database, Sql } from '../store/database.ts';
import { decisionIn } from './direct-rooms.ts';
import { judge, type Judgement, type Present, type Verdict, type Why } from './rules.ts';
import { intendIntervention } from './store.ts';

export type Act = Exclude<Judgement, { kind: 'fine' }>;

/** What people are told about an act, as the payload of a job. */
export interface Telling {
  readonly roomId: RoomId;
  readonly cause: string;
  readonly action: Act['kind'];
  readonly why: Why;
  /** Who is told. */
  readonly userIds: readonly UserId[];
}

export interface ForeignRoomsDependencies {
  readonly database: Database;
  readonly homeserver: Homeserver;
  readonly policy: Pick<Policy, 'decideAmong'>;
  /** Accounts that are left alone wherever they are (`keep_members` of the room templates). */
  readonly keep: ReadonlySet<UserId>;
  /** Those of some people who could be the second adult for others of them. */
  readonly secondAdultsAmong: (userIds: readonly UserId[]) => Promise<ReadonlySet<UserId>>;
  /** School for the audit log, and language of those it concerns. */
  readonly schoolOf: (userIds: readonly UserId[]) => Promise<{ schoolId: SchoolId | null; locale: Locale }>;
  readonly sayReason: (locale: Locale, act: Act['kind'], why: Verdict) => string;
  /** Queues the telling in the transaction that notes the act. */
  readonly tell: (tx: Sql, telling: Telling) => Promise<void>;
  readonly log: Log;
}

/** How a room can be looked into: by people who may be in it, and by an invite when nobody of here is. */
export interface Look {
  readonly roomId: RoomId;
  readonly actors: readonly UserId[];
  readonly invite?: { readonly sender: UserId; readonly target: UserId };
  /** Who has just gone: they know who was there with them. */
  readonly left?: UserId;
  /** The event or sweep that leads here. */
  readonly cause: string;
}

export interface ForeignRooms {
  /** Looks at a room and brings it into line; what was done, or `fine`. */
  bringIntoLine(look: Look): Promise<Judgement['kind']>;
}

/** People whose every pair is asked about at once. */
const ALL_PAIRS = 40;
/** So many of those who stayed behind are asked who is still there. */
const WITNESSES = 5;
/** In a larger room the children of here are held against so many others at a time. */
const AT_ONCE = 30;

export function createForeignRooms(dependencies: ForeignRoomsDependencies): ForeignRooms {
  const { database, homeserver, policy, keep, secondAdultsAmong, schoolOf, sayReason, tell, log } =
    dependencies;

  /** Who is in the room, and by whom that was seen; null when nobody could look. */
  async function look({
    roomId,
    actors,
    invite,
    left,
  }: Look): Promise<{ members: Present[]; actor: UserId | null } | null> {
    const counts = ({ userId }: { userId: UserId }): boolean =>
      userId !== homeserver.botUserId && !keep.has(userId);
    const first = async (candidates: Iterable<UserId>) => {
      for (const actor of new Set(candidates)) {
        if (!homeserver.mayActFor(actor)) continue;
        const found = await homeserver.readMembersAs(actor, roomId);
        if (found !== null) return { members: found.filter(counts).flatMap(present), actor };
      }
      return null;
    };
    const seen = await first(actors);
    if (seen !== null) return seen;
    if (left !== undefined && homeserver.mayActFor(left)) {
      const then = await homeserver.readMembersAtLeaving(left, roomId);
      const rest = then.filter((one) => one.membership === 'join' && homeserver.mayActFor(one.userId));
      return first(rest.slice(0, WITNESSES).map(({ userId }) => userId));
    }
    if (invite === undefined || !homeserver.mayActFor(invite.target)) return null;
    const { sender, target } = invite;
    const both: RoomMember[] = [
      { userId: sender, membership: 'join', sender },
      { userId: target, membership: 'invite', sender },
    ];
    return { members: both.filter(counts).flatMap(present), actor: null };
  }

  function present({ userId, membership, sender }: RoomMember): Present[] {
    if (membership !== 'join' && membership !== 'invite') return [];
    return [{ userId, membership, sender, local: homeserver.mayActFor(userId) }];
  }

  async function judgeMembers(members: readonly Present[], openedBy: UserId | null): Promise<Judgement> {
    if (members.length < 2 || !members.some(({ local }) => local)) return { kind: 'fine' };
    const { pairs } = await policy.decideAmong(members.map(({ userId }) => userId));
    const said = new Map(pairs.map(({ from, to, decision }) => [`${from} ${to}`, decision]));
    const decide = (from: UserId, to: UserId): Verdict =>
      said.get(`${from} ${to}`) ?? decisionIn([], from, to);
    const supervised = pairs.filter(({ decision }) => decision.outcome === 'second_adult');
    const secondAdults =
      supervised.length > 0 && members.length > 2
        ? await secondAdultsAmong(members.map(({ userId }) => userId))
        : new Set<UserId>();
    return judge({ members, openedBy, decide, secondAdults });
  }

  /** Large rooms piece by piece: as soon as something stands against one of ours, that is enough to act upon. */
  async function judgeRoom(members: readonly Present[], openedBy: UserId | null): Promise<Judgement> {
    if (members.length <= ALL_PAIRS) return judgeMembers(members, openedBy);
    const ours = members.filter(({ local }) => local).slice(0, ALL_PAIRS);
    const others = members.filter((one) => !ours.includes(one));
    for (const one of ours) {
      for (let at = 0; at < Math.min(others.length, ALL_PAIRS * AT_ONCE); at += AT_ONCE) {
        const judgement = await judgeMembers([one, ...others.slice(at, at + AT_ONCE)], openedBy);
        // Only who is held against the others leaves; these are looked at in their turn.
        if (judgement.kind !== 'cut' && judgement.kind !== 'closed') continue;
        if (!judgement.leavers.includes(one.userId)) continue;
        return { ...judgement, kind: 'cut', leavers: [one.userId] };
      }
    }
    return { kind: 'fine' };
  }

  async function note(act: Act, members: readonly Present[], { roomId, cause }: Look): Promise<Locale> {
    const { schoolId, locale } = await schoolOf([act.why.from, act.why.to]);
    const userIds = toldOf(act, members).filter((userId) => homeserver.mayActFor(userId));
    await database.transaction(async (tx) => {
      const fresh = await intendIntervention(tx, { roomId, cause, action: act.kind, why: act.why });
      if (!fresh) return;
      await tell(tx, { roomId, cause, action: act.kind, why: act.why, userIds });
      await audit(tx, {
        action: `contact.room_${act.kind}`,
        actorId: null,
        schoolId,
        details: { room_id: roomId, rule: act.why.rule, outcome: act.why.outcome, people: userIds.length },
      });
    });
    return locale;
  }

  async function carryOut(
    act: Act,
    members: readonly Present[],
    { roomId }: Look,
    locale: Locale,
  ): Promise<void> {
    const reason = sayReason(locale, act.kind, act.why);
    const joined = members.filter(({ local, membership }) => local && membership === 'join');
    const leavers =
      act.kind === 'replaced' ? members.filter(({ local }) => local).map((one) => one.userId) : act.leavers;
    const withdrawn = act.kind === 'replaced' ? [] : act.withdrawn;
    for (const userId of withdrawn) {
      for (const { userId: actor } of joined) {
        if (await homeserver.kickAs(actor, roomId, userId, reason).catch(() => false)) break;
      }
    }
    await Promise.all(leavers.map((userId) => homeserver.leaveAs(userId, roomId, reason)));
  }

  return {
    async bringIntoLine(about) {
      const seen = await look(about);
      if (seen === null) return 'fine';
      const { members, actor } = seen;
      if (members.length < 2) return 'fine';
      const create =
        actor === null ? null : await homeserver.readStateEventAs(actor, about.roomId, 'm.room.create', '');
      const openedBy = create?.sender ?? about.invite?.sender ?? null;
      const judgement = await judgeRoom(members, openedBy);
      if (judgement.kind === 'fine') return 'fine';
      const locale = await note(judgement, members, about);
      await carryOut(judgement, members, about, locale);
      log.info(
        { roomId: about.roomId, action: judgement.kind, rule: judgement.why.rule },
        'a room was brought into line',
      );
      return judgement.kind;
    },
  };
}

/** Who leaves, and the two between whom it stands. */
function toldOf(act: Act, members: readonly Present[]): UserId[] {
  const leavers = act.kind === 'replaced' ? members.map(({ userId }) => userId) : act.leavers;
  return [...new Set([...leavers, act.why.from, act.why.to])];
}
