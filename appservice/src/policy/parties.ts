/** Loads who some accounts are, and what decides between them: a fixed number of statements, by index, whatever the school's size. */
import type { Directory } from '../accounts/directory.ts';
import type { SchoolDayOff } from '../schedule/days-off.ts';
import type { IsoDate, SchoolId, SchoolState, UserId } from '../school/model.ts';
import type { Sql } from '../store/database.ts';
import type { ContactMatrix, Party, PolicyContext, SchoolPolicy } from './model.ts';
import { partyOf, schoolsOf, type Holder } from './party.ts';
import { findHolders, loadFacts, loadPolicy } from './store.ts';

export interface Loaded {
  readonly parties: readonly Party[];
  readonly context: PolicyContext;
  /** Everything around these people. */
  readonly state: SchoolState;
}

export interface PartiesDependencies {
  readonly database: Sql;
  readonly directory: Pick<Directory, 'aroundPersons'>;
  readonly homeserver: { readonly serverName: string; readonly botUserId: UserId };
  /** Days off of the school calendars (schedule/). */
  readonly daysOff: (schoolIds: readonly SchoolId[], from: IsoDate) => Promise<readonly SchoolDayOff[]>;
}

export interface Parties {
  /** In the order of the accounts. */
  load(userIds: readonly UserId[], at: Date): Promise<Loaded>;
  /** The same for people whose accounts were found already. */
  loadHolders(holders: readonly Holder[], at: Date): Promise<Loaded>;
}

const NO_LINES: ContactMatrix = new Map();

export function createParties({
  database,
  directory,
  homeserver: { serverName, botUserId },
  daysOff,
}: PartiesDependencies): Parties {
  async function loadHolders(holders: readonly Holder[], at: Date): Promise<Loaded> {
    const personIds = [...new Set(holders.flatMap(({ personId }) => personId ?? []))];
    const [state, facts] = await Promise.all([
      directory.aroundPersons(personIds),
      loadFacts(database, personIds),
    ]);
    const parties = holders.map((holder) => partyOf(state, holder, { ...facts, serverName, botUserId }, at));
    return { parties, context: await contextOf(schoolsOf(parties), at), state };
  }

  async function contextOf(schoolIds: readonly SchoolId[], at: Date): Promise<PolicyContext> {
    const { matrices, quietHours, timeZones } = await loadPolicy(database, schoolIds);
    const ask = [...quietHours].flatMap(([schoolId, lines]) =>
      lines.some((line) => line.daysOff) ? [schoolId] : [],
    );
    // A day before, for it is not the same day everywhere.
    const from = new Date(at.getTime() - 86_400_000).toISOString().slice(0, 10);
    const off = Map.groupBy(ask.length === 0 ? [] : await daysOff(ask, from), ({ schoolId }) => schoolId);
    const schools = new Map<SchoolId, SchoolPolicy>();
    for (const [schoolId, timeZone] of timeZones) {
      schools.set(schoolId, {
        timeZone,
        matrix: matrices.get(schoolId) ?? NO_LINES,
        quietHours: quietHours.get(schoolId) ?? [],
        daysOff: off.get(schoolId) ?? [],
      });
    }
    return { at, district: matrices.get(null) ?? NO_LINES, schools };
  }

  return {
    loadHolders,
    load: async (userIds, at) => loadHolders(await findHolders(database, userIds), at),
  };
}
