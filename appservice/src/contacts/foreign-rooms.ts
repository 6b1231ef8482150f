/**
 * Rooms that Parta did not make, brought into line: looks at who is in one, asks the policy about every two of them, and does what has
 * to be done. Membership only; what is said in a room is never looked at.
 *
 * What is to be done is written down first, with its explanation queued and its line in the audit log; then it is done. Whoever dies in
 * between leaves a room that is judged again, and the same cause is not explained twice.
 */
import type { NamedPupil } from '../accounts/profile-names.ts';
import { audit } from '../audit/audit.ts';
import type { Log } from '../log.ts';
import type { Homeserver, RoomMember } from '../matrix/homeserver.ts';
import type { Circle } from '../policy/circle.ts';
import type { Policy } from '../policy/policy.ts';
import type { Locale, RoomId, SchoolId, UserId } from '../school/model.ts';
import type { Database, Sql } from '../store/database.ts';
import { FINE, judge, type Judgement, type Present, type Verdict, type Why } from './rules.ts';
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
  readonly policy: Pick<Policy, 'circle'>;
  /** Accounts that are left alone wherever they are (`keep_members` of the room templates). */
  readonly keep: ReadonlySet<UserId>;
  /** Those of some accounts whose name rooms say, for their profile does not. */
  readonly pupilsAmong: (userIds: readonly UserId[]) => Promise<ReadonlyMap<UserId, NamedPupil>>;
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
  /** The same for many rooms at one moment, with what failed. */
  bringAllIntoLine(looks: readonly Look[], circle: Circle): Promise<unknown[]>;
}

interface Seen extends Present {
  readonly name: string | null;
}

/** So many of those who stayed behind are asked who is still there. */
const WITNESSES = 5;
/** Who is in a room, and by whom that was seen. */
interface Sight {
  readonly members: readonly Seen[];
  readonly actor: UserId | null;
}

export function createForeignRooms(dependencies: ForeignRoomsDependencies): ForeignRooms {
  const {
    database,
    homeserver,
    policy,
    keep,
    pupilsAmong,
    secondAdultsAmong,
    schoolOf,
    sayReason,
    tell,
    log,
  } = dependencies;

  /** Null when nobody could look. */
  async function look({ roomId, actors, invite, left }: Look): Promise<Sight | null> {
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
      { userId: sender, membership: 'join', sender, name: null },
      { userId: target, membership: 'invite', sender, name: null },
    ];
    return { members: both.filter(counts).flatMap(present), actor: null };
  }

  function present({ userId, membership, sender, name }: RoomMember): Seen[] {
    if (membership !== 'join' && membership !== 'invite') return [];
    return [{ userId, membership, sender, local: homeserver.mayActFor(userId), name }];
  }

  /** Where everybody may write to everybody, everybody may know who the others are. */
  async function nameMembers(members: readonly Seen[], roomId: RoomId): Promise<void> {
    const joined = members.filter(({ membership }) => membership === 'join');
    const pupils = await pupilsAmong(joined.map(({ userId }) => userId));
    for (const { userId, name } of joined) {
      const pupil = pupils.get(userId);
      if (pupil !== undefined && pupil.name !== name) await homeserver.joinAs(roomId, userId, pupil.name);
    }
  }

  /** However many they are: by their kinds. @param openedBy asks who made the room, where that matters */
  async function judgeRoom(
    members: readonly Present[],
    openedBy: () => Promise<UserId | null>,
    circle: Circle,
  ): Promise<Judgement> {
    if (members.length < 2 || !members.some(({ local }) => local)) return FINE;
    const userIds = members.map(({ userId }) => userId);
    await circle.know(userIds);
    const kinds = circle.kindsAmong(userIds);
    const outcomes = new Set<Verdict['outcome']>();
    const decide = (from: UserId, to: UserId): Verdict => {
      const verdict = circle.decide(from, to);
      outcomes.add(verdict.outcome);
      return verdict;
    };
    const kindOf = (userId: UserId): string => kinds.get(userId)!;
    const scene = { members, openedBy: null, decide, kindOf, secondAdults: new Set<UserId>() };
    const judgement = judge(scene);
    if (outcomes.size === 0 || (outcomes.size === 1 && outcomes.has('allow'))) return judgement;
    const supervised = outcomes.has('second_adult') && members.length > 2;
    return judge({
      ...scene,
      openedBy: await openedBy(),
      secondAdults: supervised ? await secondAdultsAmong(userIds) : scene.secondAdults,
    });
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
    bringIntoLine: async (about) => actUpon(about, await look(about), policy.circle()),

    async bringAllIntoLine(looks, circle) {
      const failures: unknown[] = [];
      const orNote = <T>(work: Promise<T>): Promise<T | null> =>
        work.catch((error: unknown) => {
          failures.push(error);
          return null;
        });
      const seen = await Promise.all(looks.map((about) => orNote(look(about))));
      // Who they all are is asked once.
      await circle.know(seen.flatMap((one) => one?.members ?? []).map(({ userId }) => userId));
      for (const [at, about] of looks.entries()) await orNote(actUpon(about, seen[at]!, circle));
      return failures;
    },
  };

  async function actUpon(about: Look, seen: Sight | null, circle: Circle): Promise<Judgement['kind']> {
    if (seen === null) return 'fine';
    const { members, actor } = seen;
    const openedBy = async (): Promise<UserId | null> => {
      const create =
        actor === null ? null : await homeserver.readStateEventAs(actor, about.roomId, 'm.room.create', '');
      return create?.sender ?? about.invite?.sender ?? null;
    };
    const judgement = await judgeRoom(members, openedBy, circle);
    if (judgement.kind === 'fine') {
      if (actor !== null && members.length > 1) await nameMembers(members, about.roomId);
      return 'fine';
    }
    const locale = await note(judgement, members, about);
    await carryOut(judgement, members, about, locale);
    log.info(
      { roomId: about.roomId, action: judgement.kind, rule: judgement.why.rule },
      'a room was brought into line',
    );
    return judgement.kind;
  }
}

/** Who leaves, and the two between whom it stands. */
function toldOf(act: Act, members: readonly Present[]): UserId[] {
  const leavers = act.kind === 'replaced' ? members.map(({ userId }) => userId) : act.leavers;
  return [...new Set([...leavers, act.why.from, act.why.to])];
}
