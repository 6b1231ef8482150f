/**
 * One-time log-in links: a teacher prints one as a card, an operator gets one from the command line. A link is spent
 * by its first use; only the same browser may repeat that use, for ten minutes, in case the answer was lost.
 */
import { audit } from '../audit/audit.ts';
import { ApiError } from '../http/api-error.ts';
import type { PersonId, SchoolId } from '../school/model.ts';
import type { Database } from '../store/database.ts';
import type { Directory } from './directory.ts';
import { accountText } from './messages.ts';
import { loginLinkSchool } from './rules.ts';
import {
  describeLink,
  hashCode,
  hashToken,
  newCode,
  normaliseCode,
  type CreatedLink,
} from './secret-code.ts';

const REPEAT_MINUTES = 10;

export interface LoginLinks {
  /** Makes a link; its secret is in the answer and nowhere else. Without `by` an operator asked for it. */
  create(
    personId: PersonId,
    expiresInSeconds: number,
    by?: { readonly personId: PersonId; readonly schoolId: SchoolId },
  ): Promise<CreatedLink>;
  /**
   * Spends a link and says whose it is. Single use holds under any concurrency; the same `idempotencyKey` may repeat.
   * Throws ApiError: 404 `ORG.PARTA.LINK_UNKNOWN`, 410 `ORG.PARTA.LINK_EXPIRED`, 410 `ORG.PARTA.LINK_USED`.
   */
  claim(code: string, idempotencyKey: string): Promise<PersonId>;
}

interface LinkRow {
  id: string;
  person_id: PersonId;
  created_by: PersonId | null;
  active: boolean;
  expired: boolean;
  used: boolean;
  repeatable: boolean;
}

export function createLoginLinks({
  database,
  directory,
  publicUrl,
}: {
  database: Database;
  directory: Directory;
  publicUrl: string;
}): LoginLinks {
  async function find(secretHash: Buffer, keyHash: Buffer): Promise<LinkRow | undefined> {
    const { rows } = await database.query<LinkRow>(
      `select l.id, l.person_id, l.created_by, p.active, l.expires_at <= now() as expired,
              l.used_at is not null as used,
              coalesce(l.used_key_hash = $2 and l.used_at > now() - make_interval(mins => $3), false) as repeatable
         from login_link l join person p on p.id = l.person_id where l.secret_hash = $1`,
      [secretHash, keyHash, REPEAT_MINUTES],
    );
    return rows[0];
  }

  /** Whoever made the link must still have the right: people change roles and leave while cards lie in drawers. */
  async function isRightful({ created_by, person_id, active }: LinkRow): Promise<boolean> {
    if (!active || created_by === null) return active;
    const state = await directory.aroundPair(created_by, person_id);
    return loginLinkSchool(state, created_by, person_id, new Date()) !== null;
  }

  /** False when somebody else was faster. */
  function spend({ id, person_id }: LinkRow, keyHash: Buffer): Promise<boolean> {
    return database.transaction(async (tx) => {
      const { rowCount } = await tx.query(
        `update login_link set used_at = now(), used_key_hash = $2
          where id = $1 and used_at is null and expires_at > now()`,
        [id, keyHash],
      );
      if (rowCount !== 1) return false;
      await audit(tx, {
        action: 'login_link.use',
        actorId: person_id,
        schoolId: null,
        details: { login_link_id: id },
      });
      return true;
    });
  }

  return {
    async create(personId, expiresInSeconds, by) {
      const code = newCode('login');
      const expiresAt = await database.transaction(async (tx) => {
        const { rows } = await tx.query<{ id: string; expires_at: Date }>(
          `insert into login_link (secret_hash, person_id, created_by, expires_at)
           values ($1, $2, $3, now() + make_interval(secs => $4)) returning id, expires_at`,
          [hashCode(code, 'login'), personId, by?.personId ?? null, expiresInSeconds],
        );
        const { id, expires_at } = rows[0]!;
        await audit(tx, {
          action: 'login_link.create',
          actorId: by?.personId ?? null,
          schoolId: by?.schoolId ?? null,
          details: { login_link_id: id, person_id: personId },
        });
        return expires_at;
      });
      return describeLink(publicUrl, code, 'login', expiresAt);
    },

    async claim(typed, idempotencyKey) {
      const code = normaliseCode(typed, 'login');
      if (code === null) throw problem(404, 'LINK_UNKNOWN');
      const secretHash = hashCode(code, 'login');
      const keyHash = hashToken(idempotencyKey);

      let link = await find(secretHash, keyHash);
      if (link !== undefined && !link.used && !link.expired && (await isRightful(link))) {
        if (await spend(link, keyHash)) return link.person_id;
        link = await find(secretHash, keyHash);
      }
      if (link === undefined) throw problem(404, 'LINK_UNKNOWN');
      if (!link.used) throw problem(410, 'LINK_EXPIRED');
      if (link.repeatable && link.active) return link.person_id;
      throw problem(410, 'LINK_USED');
    },
  };
}

function problem(status: number, code: 'LINK_UNKNOWN' | 'LINK_EXPIRED' | 'LINK_USED'): ApiError {
  return new ApiError(status, `ORG.PARTA.${code}`, (locale) => accountText(locale, code));
}
