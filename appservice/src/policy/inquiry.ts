/** Why two people can or cannot reach each other, and why somebody is or is not in a room: for those who may ask. */
import { sayMoment } from '../i18n/moment.ts';
import type { RoomKind } from '@parta/protocol';
import { ApiError } from '../http/api-error.ts';
import type { StateReader } from '../matrix/homeserver.ts';
import type { RoomTemplates } from '../reconcile/templates.ts';
import type { ClassId, Locale, PersonId, RoomId, SchoolId, UserId } from '../school/model.ts';
import type { Sql } from '../store/database.ts';
import { decide } from './decide.ts';
import { explain, type Remedy } from './explain.ts';
import { compareOutcomes } from './matrix.ts';
import { policyText } from './messages.ts';
import type { Decision, Party } from './model.ts';
import type { Loaded } from './parties.ts';
import type { Policy } from './policy.ts';
import { quietUntil } from './quiet.ts';
import { mayAskAbout, mayEdit } from './rights.ts';
import { belongs, decideRoom, type RoomRule } from './room.ts';
import { findHolderOf, notArrived } from './store.ts';

export type Note = 'federated' | 'not_arrived';

export interface PairAnswer {
  readonly from: UserId;
  readonly to: UserId;
  readonly decision: Decision;
  readonly remedies: readonly Remedy[];
  readonly notes: readonly Note[];
  /** Of the one who is written to, to say until when it is quiet. */
  readonly timeZone: string;
}

/** What lessons say of somebody and a room in which lessons are held. */
export interface LessonAnswer {
  readonly enter: boolean;
  readonly whyNot: string | null;
  say(locale: Locale): string;
}

export interface RoomAnswer {
  readonly userId: UserId;
  readonly roomId: RoomId;
  /** Null for a room that Parta does not manage. */
  readonly kind: RoomKind | null;
  readonly can: boolean;
  readonly rule: RoomRule | 'not_managed' | 'direct';
  /** Of a room of a few people that is not managed: the strictest that holds between this one and the others. */
  readonly strictest: PairAnswer | null;
  readonly lesson: LessonAnswer | null;
  readonly quietUntil: Date | null;
  readonly timeZone: string;
}

/** `askerId` null is an operator on the command line. Others get ApiError 403 when it is not theirs to ask. */
export interface Inquiry {
  pair(askerId: PersonId | null, from: UserId, to: UserId, at?: Date): Promise<PairAnswer>;
  room(askerId: PersonId | null, userId: UserId, roomId: RoomId, at?: Date): Promise<RoomAnswer>;
}

export interface InquiryDependencies {
  readonly database: Sql;
  readonly policy: Pick<Policy, 'parties'>;
  readonly homeserver: StateReader;
  readonly rooms: {
    find(roomId: RoomId): Promise<{
      readonly kind: RoomKind;
      readonly schoolId: SchoolId;
      readonly classId: ClassId | null;
    } | null>;
  };
  readonly templates: RoomTemplates;
  readonly lessonOf?: (
    person: { personId: PersonId; userId: UserId },
    roomId: RoomId,
  ) => Promise<LessonAnswer | null>;
  readonly now?: () => Date;
}

/** A room with more people is none of those that people open for themselves. */
const MOST_MEMBERS = 20;

export function createInquiry({
  database,
  policy: { parties },
  homeserver,
  rooms,
  templates,
  lessonOf = () => Promise.resolve(null),
  now = () => new Date(),
}: InquiryDependencies): Inquiry {
  async function askerOf(askerId: PersonId | null, at: Date): Promise<Party | null> {
    if (askerId === null) return null;
    return (await parties.loadHolders([await findHolderOf(database, askerId)], at)).parties[0]!;
  }

  const refuse = (): never => {
    throw new ApiError(403, 'M_FORBIDDEN', (locale) => policyText(locale, 'may_not_ask'));
  };

  async function answer(from: Party, to: Party, { context }: Loaded): Promise<PairAnswer> {
    const waiting = await notArrived(database, [to.userId]);
    const notes: Note[] = [];
    if (from.local !== to.local) notes.push('federated');
    if (waiting.has(to.userId)) notes.push('not_arrived');
    const found = explain(from, to, context);
    return { from: from.userId, to: to.userId, ...found, notes, timeZone: zoneOf(to, context.schools) };
  }

  /** A room that Parta does not manage but sees: what holds between this one and the others in it. */
  async function unmanaged(
    askerId: PersonId | null,
    userId: UserId,
    roomId: RoomId,
    at: Date,
  ): Promise<RoomAnswer> {
    const nothing = { userId, roomId, kind: null, lesson: null } as const;
    const state = await homeserver.readState(roomId);
    const present = (state ?? []).filter(
      ({ type, content }) =>
        type === 'm.room.member' && (content['membership'] === 'join' || content['membership'] === 'invite'),
    );
    const members = present.map(({ state_key: member }) => member);
    const loaded = await parties.load(
      [userId, ...members.filter((one) => one !== userId).slice(0, MOST_MEMBERS)],
      at,
    );
    const [party, ...others] = loaded.parties as [Party, ...Party[]];
    const asker = await askerOf(askerId, at);
    if (asker !== null && !mayAskAbout(asker, party)) refuse();
    const common = {
      ...nothing,
      quietUntil: quietUntil(party, loaded.context),
      timeZone: zoneOf(party, loaded.context.schools),
    };
    if (!members.includes(userId) || members.length > MOST_MEMBERS) {
      return { ...common, can: false, rule: 'not_managed', strictest: null };
    }
    const [first] = others
      .map((other) => ({ other, outcome: decide(party, other, loaded.context).outcome }))
      .sort((a, b) => compareOutcomes(b.outcome, a.outcome));
    const strictest = first === undefined ? null : await answer(party, first.other, loaded);
    return { ...common, can: strictest?.decision.outcome !== 'deny', rule: 'direct', strictest };
  }

  return {
    async pair(askerId, from, to, at = now()) {
      const loaded = await parties.load([from, to], at);
      const [one, other] = loaded.parties as [Party, Party];
      const asker = await askerOf(askerId, at);
      if (asker !== null && !mayAskAbout(asker, one) && !mayAskAbout(asker, other)) refuse();
      return answer(one, other, loaded);
    },

    async room(askerId, userId, roomId, at = now()) {
      const room = await rooms.find(roomId);
      if (room === null) return unmanaged(askerId, userId, roomId, at);
      const { parties: found, context, state } = await parties.load([userId], at);
      const party = found[0]!;
      const asker = await askerOf(askerId, at);
      if (asker !== null && !mayAskAbout(asker, party) && !mayEdit(asker, room.schoolId)) refuse();
      const template = templates.rooms.find(({ kind }) => kind === room.kind);
      const [member, acl, lesson] = await Promise.all([
        homeserver.readStateEvent(roomId, 'm.room.member', userId),
        homeserver.readStateEvent(roomId, 'm.room.server_acl', ''),
        party.personId === null ? null : lessonOf({ personId: party.personId, userId }, roomId),
      ]);
      const membership = member?.content['membership'];
      const { can, rule } = decideRoom({
        userId,
        person:
          party.personId === null
            ? null
            : {
                active: party.active,
                belongs: template !== undefined && belongs(state, party.personId, room, template, at),
              },
        membership: typeof membership === 'string' ? membership : null,
        serverAcl: acl?.content ?? null,
      });
      return {
        userId,
        roomId,
        kind: room.kind,
        can,
        rule,
        strictest: null,
        lesson,
        quietUntil: quietUntil(party, context),
        timeZone: zoneOf(party, context.schools),
      };
    },
  };
}

function zoneOf(
  { capacities }: Party,
  schools: ReadonlyMap<SchoolId, { readonly timeZone: string }>,
): string {
  const school = capacities.find(({ schoolId }) => schoolId !== null)?.schoolId;
  return (school == null ? undefined : schools.get(school)?.timeZone) ?? 'UTC';
}

export function sayQuiet(locale: Locale, until: Date, timeZone: string): string {
  return policyText(locale, 'quiet_until', { until: sayMoment(locale, until, timeZone) });
}

/** The answer in sentences, one a line. */
export function sayPair(locale: Locale, { decision, remedies, notes, timeZone }: PairAnswer): string {
  const { outcome, rule, cell } = decision;
  const lines = [
    policyText(locale, `outcome_${outcome}`),
    policyText(locale, 'heading_why', { rule: policyText(locale, `rule_${rule}`) }),
  ];
  if (cell !== null && cell.source !== 'default') lines.push(policyText(locale, `source_${cell.source}`));
  for (const note of notes) lines.push(policyText(locale, `note_${note}`));
  if (decision.quietUntil !== null) lines.push(sayQuiet(locale, decision.quietUntil, timeZone));
  if (remedies.length > 0) {
    lines.push(policyText(locale, 'heading_remedies'));
    for (const remedy of remedies) lines.push(`– ${policyText(locale, `remedy_${remedy}`)}`);
  }
  return lines.join('\n');
}

export function sayRoom(locale: Locale, answer: RoomAnswer): string {
  const lines = [policyText(locale, `room_${answer.rule}`)];
  if (answer.strictest !== null) lines.push(sayPair(locale, answer.strictest));
  if (answer.lesson !== null) lines.push(answer.lesson.say(locale));
  if (answer.quietUntil !== null) lines.push(sayQuiet(locale, answer.quietUntil, answer.timeZone));
  return lines.join('\n');
}
