/** Sets the homeserver's invite rules on pupils' accounts, puts them back, and lifts them when the role ends. */
import type { AccountDataKeeper, LocalActor, ServerProbe } from '../matrix/homeserver.ts';
import type { UserId } from '../school/model.ts';
import { holdName, type Database } from '../store/database.ts';
import {
  ALLOW_ALL,
  BLOCK_ALL,
  liftedRules,
  missingRules,
  MSC4155,
  MSC4155_FEATURE,
  MSC4380,
  type FoundRules,
  type RulesWrite,
} from './invite-rules.ts';
import type { PupilAccount } from './pupils.ts';

export interface RuleKeeperDependencies {
  readonly database: Database;
  readonly homeserver: AccountDataKeeper &
    Pick<LocalActor, 'mayActFor'> &
    Pick<ServerProbe, 'features'> & { readonly botUserId: UserId };
}

export interface RuleKeeper {
  /** Makes an account carry the rules, or not any more, as its person's roles say. True when something had to be written. */
  keep(account: PupilAccount): Promise<boolean>;
  /**
   * Does something while the rules of an account are lifted, if Parta set them and they keep the bot out; undefined for any other
   * account. One at a time for an account, in all processes.
   */
  lifted<T>(userId: UserId, work: () => Promise<T>): Promise<{ value: T } | undefined>;
  /** Accounts whose rules were lifted by a process that died then. */
  forgotten(): Promise<UserId[]>;
}

/** So long lifting takes at the very most; whatever is older was left behind. */
const LIFTED_AT_MOST = '2 minutes';

export function createRuleKeeper({ database, homeserver }: RuleKeeperDependencies): RuleKeeper {
  const { botUserId } = homeserver;
  let features: Promise<ReadonlySet<string>> | undefined;

  async function knowsMsc4155(): Promise<boolean> {
    // What a homeserver can do changes only when it restarts; a failed question is asked again.
    features ??= homeserver.features().catch((error: unknown) => {
      features = undefined;
      throw error;
    });
    return (await features).has(MSC4155_FEATURE);
  }

  async function read(userId: UserId): Promise<FoundRules> {
    const [msc4155, msc4380] = await Promise.all([
      homeserver.readAccountData(userId, MSC4155),
      homeserver.readAccountData(userId, MSC4380),
    ]);
    return { [MSC4155]: msc4155, [MSC4380]: msc4380 };
  }

  async function write(userId: UserId, writes: readonly RulesWrite[]): Promise<boolean> {
    for (const { type, content } of writes) await homeserver.writeAccountData(userId, type, content);
    return writes.length > 0;
  }

  /** Whether an account is as a pupil's should be, so that nothing need be held or written: so it is with nearly all of them. */
  async function carries(userId: UserId): Promise<boolean> {
    const { rows } = await database.query(
      'select 1 from invite_rule where user_id = $1 and lifted_at is null',
      [userId],
    );
    if (rows.length === 0) return false;
    const options = { botUserId, knowsMsc4155: await knowsMsc4155() };
    return missingRules(await read(userId), options).length === 0;
  }

  /** Holds the account in a transaction, so that putting back and lifting never cross. */
  const holding = <T>(userId: UserId, work: () => Promise<T>): Promise<T> =>
    database.transaction(async (tx) => {
      await holdName(tx, `invite rules ${userId}`);
      return work();
    });

  return {
    async keep({ userId, active, pupil }) {
      if (!homeserver.mayActFor(userId) || !active) return false;
      if (pupil) {
        if (await carries(userId)) return false;
        return holding(userId, async () => {
          // Before they are set: they must be known as ours, or nobody would ever lift them.
          await database.query('insert into invite_rule (user_id) values ($1) on conflict do nothing', [
            userId,
          ]);
          const options = { botUserId, knowsMsc4155: await knowsMsc4155() };
          const wrote = await write(userId, missingRules(await read(userId), options));
          await database.query(
            'update invite_rule set lifted_at = null where user_id = $1 and lifted_at is not null',
            [userId],
          );
          return wrote;
        });
      }
      const { rows } = await database.query('select 1 from invite_rule where user_id = $1', [userId]);
      if (rows.length === 0) return false;
      return holding(userId, async () => {
        const wrote = await write(userId, liftedRules(await read(userId)));
        await database.query('delete from invite_rule where user_id = $1', [userId]);
        return wrote;
      });
    },

    lifted: (userId, work) =>
      holding(userId, async () => {
        const { rowCount } = await database.query(
          'update invite_rule set lifted_at = now() where user_id = $1',
          [userId],
        );
        if (rowCount === 0) return undefined;
        try {
          await homeserver.writeAccountData(userId, MSC4380, ALLOW_ALL);
          return { value: await work() };
        } finally {
          await homeserver.writeAccountData(userId, MSC4380, BLOCK_ALL);
          await database.query('update invite_rule set lifted_at = null where user_id = $1', [userId]);
        }
      }),

    async forgotten() {
      const { rows } = await database.query<{ user_id: UserId }>(
        'select user_id from invite_rule where lifted_at < now() - $1::interval',
        [LIFTED_AT_MOST],
      );
      return rows.map(({ user_id: userId }) => userId);
    },
  };
}
