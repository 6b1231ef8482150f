/**
 * Matrix accounts of people: those that Parta makes in its own user namespace and those that people link, and how
 * a browser or another client gets a session with them.
 */
import { randomInt } from 'node:crypto';
import { ApiError } from '../http/api-error.ts';
import type { Caller } from '../http/auth.ts';
import type { Log } from '../log.ts';
import {
  HomeserverError,
  HomeserverUnavailable,
  type AccountCreator,
  type MatrixSession,
  type OpenIdToken,
  type OpenIdVerifier,
  type ProfileReader,
  type SessionIssuer,
} from '../matrix/homeserver.ts';
import type { MatrixAccount, PersonId, UserId } from '../school/model.ts';
import type { Database, Sql } from '../store/database.ts';
import { createDevices, type Devices } from './devices.ts';
import { createDirectory, type Directory } from './directory.ts';
import { createLoginLinks, type LoginLinks } from './login-links.ts';
import { accountText } from './messages.ts';
import { createProfileNames, type ProfileNames } from './profile-names.ts';
import { createSessions, type ApiSession, type Sessions } from './sessions.ts';

/** The part of the configuration that accounts need. */
export interface AccountsConfig {
  readonly web: { readonly public_url: string };
  readonly accounts: { readonly session_days: number };
}

/** A session on the homeserver together with one on the HTTP API. */
export interface Login {
  readonly matrix: MatrixSession;
  readonly api: ApiSession;
}

export interface Accounts {
  /**
   * The account that Parta made for a person, made now if there is none. Safe to repeat and to race: the localpart
   * is committed before the homeserver is asked. So `sql` must be the database, not an open transaction (inside one
   * use `reserve`). Throws when the homeserver cannot be reached.
   */
  ensureAccount(sql: Sql, personId: PersonId): Promise<MatrixAccount>;
  /** The account that Parta made for a person, or null. */
  createdAccount(sql: Sql, personId: PersonId): Promise<MatrixAccount | null>;
  /** The Matrix ID that `ensureAccount` will register for a person; chosen and stored now, in the caller's transaction. */
  reserve(sql: Sql, personId: PersonId): Promise<UserId>;
  /** Records in the caller's transaction that a Matrix account, proven by its owner, is a person's. Throws if it is taken. */
  link(tx: Sql, userId: UserId, personId: PersonId): Promise<void>;
  /** Logs a device of the person's Parta account in, making the account if need be. Throws 403 for who is not active. */
  login(personId: PersonId, deviceName: string): Promise<Login>;
  /** The active person behind a Matrix ID, or null. */
  personOf(userId: UserId): Promise<PersonId | null>;
  /** Opens an API session for whoever holds a Matrix OpenID token. Throws 401 for a bad token, 403 for a stranger. */
  exchangeOpenId(token: OpenIdToken): Promise<ApiSession>;
  /** Sets the password of the asker's own Parta account. Throws 403 or 501 where that cannot be. */
  setPassword(caller: Caller, password: string): Promise<void>;
  /** A one-time log-in link for a person; see `LoginLinks.create`. Whether `by` may ask for it is for the caller to check. */
  createLoginLink: LoginLinks['create'];
  /** Spends a one-time link; see `LoginLinks.claim`. */
  claimLoginLink: LoginLinks['claim'];
  readonly names: ProfileNames;
  readonly sessions: Sessions;
  readonly directory: Directory;
  readonly devices: Devices;
}

export interface AccountsDependencies {
  readonly database: Database;
  readonly homeserver: AccountCreator &
    ProfileReader &
    SessionIssuer &
    OpenIdVerifier & { readonly serverName: string; isOwnUser(userId: UserId): boolean };
  readonly log: Log;
  readonly config: AccountsConfig;
}

// Without letters and digits that look alike: people do read Matrix IDs out. 31^8 names, about 40 bits.
const LOCALPART_ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const LOCALPART_LENGTH = 8;

export function createAccounts({ database, homeserver, log, config }: AccountsDependencies): Accounts {
  const directory = createDirectory({ database });
  const sessions = createSessions({ database, sessionDays: config.accounts.session_days });
  const names = createProfileNames({ database, homeserver, log });
  const links = createLoginLinks({ database, directory, publicUrl: config.web.public_url });

  async function createdAccount(sql: Sql, personId: PersonId): Promise<MatrixAccount | null> {
    const { rows } = await sql.query<{ user_id: UserId }>(
      `select user_id from matrix_account where person_id = $1 and origin = 'created'`,
      [personId],
    );
    return rows[0] === undefined ? null : { userId: rows[0].user_id, personId, origin: 'created' };
  }

  async function reserve(sql: Sql, personId: PersonId): Promise<UserId> {
    const find = async (): Promise<string | undefined> =>
      (
        await sql.query<{ localpart: string }>(
          'select localpart from account_reservation where person_id = $1',
          [personId],
        )
      ).rows[0]?.localpart;

    let localpart = await find();
    while (localpart === undefined) {
      // No row: this name is taken, or somebody reserved for the same person just now.
      const { rows } = await sql.query<{ localpart: string }>(
        `insert into account_reservation (localpart, person_id) values ($1, $2)
         on conflict do nothing returning localpart`,
        [randomLocalpart(), personId],
      );
      localpart = rows[0]?.localpart ?? (await find());
    }
    return `@${localpart}:${homeserver.serverName}`;
  }

  async function ensureAccount(sql: Sql, personId: PersonId): Promise<MatrixAccount> {
    const existing = await createdAccount(sql, personId);
    if (existing !== null) return existing;

    const userId = await reserve(sql, personId);
    const name = await names.of(sql, personId);

    // Each step may be repeated after a lost answer: the account is known to Parta only when all are done.
    await homeserver.registerUser(userId.slice(1, userId.indexOf(':')));
    await homeserver.setDisplayName(userId, name, { inRooms: false });
    await sql.query(
      `insert into matrix_account (user_id, person_id, origin, profile_name) values ($1, $2, 'created', $3)
       on conflict do nothing`,
      [userId, personId, name],
    );
    log.info({ personId }, 'account created');
    return { userId, personId, origin: 'created' };
  }

  return {
    directory,
    sessions,
    names,
    devices: createDevices({ database }),
    createdAccount,
    ensureAccount,
    reserve,
    personOf: (userId) => directory.personOf(userId),
    createLoginLink: (personId, expiresInSeconds, by) => links.create(personId, expiresInSeconds, by),
    claimLoginLink: (code, idempotencyKey) => links.claim(code, idempotencyKey),

    async link(tx, userId, personId) {
      await tx.query(`insert into matrix_account (user_id, person_id, origin) values ($1, $2, 'linked')`, [
        userId,
        personId,
      ]);
    },

    async login(personId, deviceName) {
      const { rows } = await database.query('select 1 from person where id = $1 and active', [personId]);
      if (rows.length === 0) throw refused('access_closed');
      const { userId } = await ensureAccount(database, personId);
      const matrix = await homeserver.login(userId, deviceName);
      return { matrix, api: await sessions.create({ personId, userId }) };
    },

    async exchangeOpenId(token) {
      const server = token.matrix_server_name;
      const userId = await homeserver.verifyOpenId(token).catch((error: unknown) => {
        if (error instanceof HomeserverError) {
          throw new ApiError(401, 'M_UNKNOWN_TOKEN', (locale) => accountText(locale, 'openid_refused'));
        }
        // That another homeserver cannot be asked is no outage of ours: the caller named it.
        if (error instanceof HomeserverUnavailable && server !== homeserver.serverName) {
          throw new ApiError(400, 'ORG.PARTA.HOMESERVER_UNREACHABLE', (locale) =>
            accountText(locale, 'openid_unreachable', { server }),
          );
        }
        throw error;
      });
      const personId = await directory.personOf(userId);
      if (personId === null) throw refused('not_known_here');
      return sessions.create({ personId, userId });
    },

    async setPassword({ userId }, password) {
      if (!homeserver.isOwnUser(userId)) throw refused('password_elsewhere');
      if (!homeserver.canSetPassword) {
        throw new ApiError(501, 'ORG.PARTA.PASSWORD_UNSUPPORTED', (locale) =>
          accountText(locale, 'password_unsupported'),
        );
      }
      await homeserver.setPassword(userId, password).catch((error: unknown) => {
        // The homeserver's own rules for passwords (Client-Server API, `M_WEAK_PASSWORD`).
        if (!(error instanceof HomeserverError) || error.status !== 400) throw error;
        throw new ApiError(400, error.errcode, (locale) => accountText(locale, 'password_refused'));
      });
    },
  };
}

function randomLocalpart(): string {
  const characters = Array.from(
    { length: LOCALPART_LENGTH },
    () => LOCALPART_ALPHABET[randomInt(LOCALPART_ALPHABET.length)],
  );
  return `parta_${characters.join('')}`;
}

function refused(key: 'not_known_here' | 'password_elsewhere' | 'access_closed'): ApiError {
  return new ApiError(403, 'M_FORBIDDEN', (locale) => accountText(locale, key));
}
