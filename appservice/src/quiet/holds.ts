/**
 * Holds pushes: makes the accounts of those for whom it is quiet carry Parta's push rules, and those of all others not. Each account is
 * looked at when quiet hours begin or end for it, when something changed that they depend on, and every hour, so that a wrong clock, a lost
 * write or a rule that its owner took away lasts no longer than that.
 *
 * What is to be done is never queued: it is the difference between what holds now and what an account carries. So a restart goes on where
 * it was. One process at a time writes, one account after another, no faster than `perSecond`.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.ts';
import { HomeserverUnavailable, type LocalActor, type PushRuleKeeper } from '../matrix/homeserver.ts';
import type { Party, PolicyContext } from '../policy/model.ts';
import type { Parties } from '../policy/parties.ts';
import { hasQuietHours, quietFrom, quietUntil } from '../policy/quiet.ts';
import { ifFree } from '../reconcile/locks.ts';
import type { PersonId, SchoolId, UserId } from '../school/model.ts';
import type { Database, Sql } from '../store/database.ts';
import {
  anythingToLookAt,
  dueAccounts,
  saveLooked,
  takeChanges,
  type Looked,
  type QuietAccount,
} from './accounts-store.ts';
import { areHolding, HOLDING_RULE_IDS, holdingRules } from './push-rules.ts';

export interface HoldsDependencies {
  readonly database: Database;
  readonly parties: Pick<Parties, 'load'>;
  /** Everybody of a school. */
  readonly peopleOf: (sql: Sql, schoolId: SchoolId) => Promise<readonly PersonId[]>;
  readonly homeserver: PushRuleKeeper & Pick<LocalActor, 'mayActFor'> & { readonly botUserId: UserId };
  readonly now: () => Date;
  readonly log: Log;
  /** Accounts written to in a second, at most. */
  readonly perSecond?: number;
}

export interface Holds {
  /** Looks at every account that is due. Somebody else doing so already is enough. */
  lookAtDue(signal: AbortSignal): Promise<void>;
}

const AT_ONCE = 100;
const HOUR_MS = 3_600_000;
const AGAIN_MS = 60_000;
/** A school of 2,000 is through in under two minutes, and the homeserver has time for others. */
const PER_SECOND = 20;

export function createHolds(dependencies: HoldsDependencies): Holds {
  const { database, parties, peopleOf, homeserver, now, log, perSecond = PER_SECOND } = dependencies;
  const rules = holdingRules(homeserver.botUserId);

  async function hold(userId: UserId): Promise<void> {
    for (const { id, conditions, actions } of rules) {
      await homeserver.putOverrideRule(userId, id, { conditions, actions });
    }
  }

  async function release(userId: UserId): Promise<void> {
    for (const id of HOLDING_RULE_IDS) await homeserver.deleteOverrideRule(userId, id);
  }

  /** True when something was written. */
  async function bring({ userId, held }: QuietAccount, quiet: boolean): Promise<boolean> {
    if (!quiet) {
      if (held) await release(userId);
      return held;
    }
    if (held) {
      if (areHolding(await homeserver.readOverrideRules(userId))) return false;
      // Switched off by its owner, a rule stays so until it is made anew.
      await release(userId);
    }
    await hold(userId);
    return true;
  }

  async function look(accounts: readonly QuietAccount[], signal: AbortSignal): Promise<number> {
    const at = now();
    const { parties: found, context } = await parties.load(
      accounts.map(({ userId }) => userId),
      at,
    );
    const unchanged: Looked[] = [];
    let written = 0;
    for (const [index, account] of accounts.entries()) {
      if (signal.aborted) break;
      const party = found[index]!;
      const mayAct = homeserver.mayActFor(account.userId);
      const quiet = mayAct && quietUntil(party, context) !== null;
      const dueAt = mayAct ? nextLook(party, context) : null;
      const begin = performance.now();
      try {
        if (await bring(account, quiet)) {
          await saveLooked(database, [{ userId: account.userId, held: quiet, dueAt }]);
          written += 1;
          await sleep(Math.max(0, 1_000 / perSecond - (performance.now() - begin)), undefined, {
            signal,
          }).catch(() => {});
        } else unchanged.push({ userId: account.userId, held: quiet, dueAt });
      } catch (error) {
        if (error instanceof HomeserverUnavailable) throw error;
        log.warn({ error: (error as Error).name }, 'the push rules of an account could not be set');
        unchanged.push({ ...account, dueAt: new Date(at.getTime() + AGAIN_MS) });
      }
    }
    await saveLooked(database, unchanged);
    return written;
  }

  return {
    async lookAtDue(signal) {
      if (!(await anythingToLookAt(database, now()))) return;
      await ifFree(database, 'quiet holds', async () => {
        const begin = performance.now();
        let written = 0;
        while (!signal.aborted) {
          await takeChanges(database, peopleOf);
          const accounts = await dueAccounts(database, now(), AT_ONCE);
          if (accounts.length === 0) break;
          written += await look(accounts, signal);
        }
        const ms = Math.round(performance.now() - begin);
        if (written > 0) log.info({ accounts: written, ms }, 'pushes are held or let through');
      });
    },
  };
}

/** When an account is to be looked at again: when quiet ends or begins, and within the hour; null when no quiet hours concern it. */
function nextLook(party: Party, context: PolicyContext): Date | null {
  if (!hasQuietHours(party, context)) return null;
  const soon = new Date(context.at.getTime() + HOUR_MS);
  const turn = quietUntil(party, context) ?? quietFrom(party, context);
  return turn !== null && turn < soon ? turn : soon;
}
