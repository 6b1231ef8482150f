/**
 * What the profiles of accounts that Parta made say. A homeserver shows a profile to everybody who shares a room with its person, and in the
 * rooms of the whole school those are the parents of all other pupils: so the profile of a pupil says just that. Their name is
 * said room by room, where everybody may know it (reconcile/desired.ts, contacts/direct-rooms.ts).
 */
import { nameSql } from '../store/school-store.ts';
import type { Log } from '../log.ts';
import { HomeserverError, type AccountCreator, type ProfileReader } from '../matrix/homeserver.ts';
import { displayName, type Locale, type Person, type PersonId, type UserId } from '../school/model.ts';
import type { Database, Sql } from '../store/database.ts';
import { accountText } from './messages.ts';

/** What a homeserver takes at most: Synapse refuses names of more than 256 characters. */
const MOST = 255;

/** The name of a person as rooms and profiles say it. */
export function fullName(person: Pick<Person, 'givenName' | 'familyName'>): string {
  return displayName(person).slice(0, MOST);
}

/** What everybody may read of a pupil, in the language of the school. */
export function pupilName(locale: Locale): string {
  return accountText(locale, 'pupil');
}

/** A pupil's account that Parta made. */
export interface NamedPupil {
  readonly userId: UserId;
  /** For the rooms where everybody may know it. */
  readonly name: string;
  /** What their profile says. */
  readonly profileName: string;
}

export interface UpdateNames {
  /** Everybody if not given. */
  readonly personIds?: readonly PersonId[];
  readonly signal?: AbortSignal;
}

export interface ProfileNames {
  /** What the profile of a person's account says. Throws for nobody. */
  of(sql: Sql, personId: PersonId): Promise<string>;
  /** Those of some accounts that are pupils' and made by Parta. */
  pupilsAmong(sql: Sql, userIds: readonly UserId[]): Promise<ReadonlyMap<UserId, NamedPupil>>;
  /** Tells the homeserver the names that changed since it was last told; returns how many. What it refuses is tried again next time. */
  update(options?: UpdateNames): Promise<number>;
  /** Makes the profile of a pupil say again that they are one, whatever it says now. */
  restore(pupil: NamedPupil): Promise<void>;
}

/** Of a person `p` and, if they are one, the `pupil`. */
const WANTED = `case when pupil.locale is null then left(${nameSql('p')}, ${MOST})
  when pupil.locale = 'en' then '${pupilName('en')}' else '${pupilName('ru')}' end`;
// The limit makes PostgreSQL look at these people alone, not at every pupil of the district.
const FROM = `person p left join lateral (select locale from pupil_profile where person_id = p.id limit 1) pupil on true`;

export function createProfileNames({
  database,
  homeserver,
  log,
}: {
  readonly database: Database;
  readonly homeserver: Pick<AccountCreator, 'setDisplayName'> & ProfileReader;
  readonly log: Log;
}): ProfileNames {
  return {
    async of(sql, personId) {
      const { rows } = await sql.query<{ name: string }>(
        `select ${WANTED} as name from ${FROM} where p.id = $1`,
        [personId],
      );
      if (rows[0] === undefined) throw new Error(`no such person: ${personId}`);
      return rows[0].name;
    },

    async pupilsAmong(sql, userIds) {
      const { rows } = await sql.query<Omit<NamedPupil, 'name'> & Pick<Person, 'givenName' | 'familyName'>>(
        `select a.user_id as "userId", p.given_name as "givenName", p.family_name as "familyName", ${WANTED} as "profileName"
           from ${FROM} join matrix_account a on a.person_id = p.id and a.origin = 'created'
          where a.user_id = any($1) and pupil.locale is not null`,
        [userIds],
      );
      return new Map(
        rows.map(({ userId, profileName, ...person }) => [
          userId,
          { userId, profileName, name: fullName(person) },
        ]),
      );
    },

    async update({ personIds, signal } = {}) {
      const { rows } = await database.query<{ userId: UserId; name: string; pupil: boolean }>(
        `select * from (
           select a.user_id as "userId", a.profile_name as told, ${WANTED} as name, pupil.locale is not null as pupil
             from ${FROM} join matrix_account a on a.person_id = p.id and a.origin = 'created'
            where p.active and ($1::uuid[] is null or p.id = any($1))) account
          where told is distinct from name order by "userId"`,
        [personIds ?? null],
      );
      let done = 0;
      for (const { userId, name, pupil } of rows) {
        if (signal?.aborted === true) break;
        // What rooms say of a pupil is not for the profile to change.
        try {
          await homeserver.setDisplayName(userId, name, { inRooms: !pupil });
        } catch (error) {
          // One account that cannot be told must not keep all others waiting.
          if (!(error instanceof HomeserverError)) throw error;
          log.warn({ userId, errcode: error.errcode }, 'a profile cannot be brought into line');
          continue;
        }
        await database.query('update matrix_account set profile_name = $2 where user_id = $1', [
          userId,
          name,
        ]);
        done += 1;
      }
      if (done > 0) log.info({ accounts: done }, 'profiles were brought into line');
      return done;
    },

    async restore({ userId, profileName }) {
      if ((await homeserver.readDisplayName(userId)) === profileName) return;
      await homeserver.setDisplayName(userId, profileName, { inRooms: false });
    },
  };
}
