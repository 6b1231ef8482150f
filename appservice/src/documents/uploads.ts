/**
 * Files on their way in. The bytes wait in PostgreSQL, piece by piece, so that any process takes the next one and none is lost with a
 * process; the last piece, in one transaction, hands the file on to be looked at (receive.ts).
 */
import type { PersonId } from '../school/model.ts';
import { holdName, type Database, type Sql } from '../store/database.ts';
import type { Jobs } from '../store/jobs.ts';
import { refusal } from './errors.ts';
import { insertVersion, usedBytes, type Target } from './store.ts';

export const RECEIVE_TASK = 'documents.receive';

export interface Progress {
  readonly received: number;
  readonly size: number;
}

export interface Uploads {
  /** In the caller's transaction: announces a version of a document. Throws ApiError 413 when it is too large or the place is full. */
  begin(
    tx: Sql,
    one: {
      readonly documentId: string;
      readonly target: Target;
      readonly personId: PersonId;
      readonly size: number;
    },
  ): Promise<string>;
  /** Throws 404 for an upload of somebody else, or one that is done. */
  progress(personId: PersonId, uploadId: string): Promise<Progress>;
  /** Takes bytes from an offset on; what came before a break stays. Throws 409 when that is not where it goes on. */
  append(
    personId: PersonId,
    uploadId: string,
    offset: number,
    bytes: AsyncIterable<Uint8Array>,
  ): Promise<Progress>;
  cancel(personId: PersonId, uploadId: string): Promise<void>;
  /** Gives up what was interrupted long ago. For a periodic job. */
  forgetInterrupted(): Promise<void>;
  maxBytes(): Promise<number>;
  limitOf(target: Target): number;
}

export interface UploadLimits {
  readonly max_file_mb: number;
  readonly personal_mb: number;
  readonly library_mb: number;
  readonly hand_in_mb: number;
}

export const MEGABYTE = 1_000_000;
const PIECE = 1024 * 1024;
const MOST_AT_ONCE = 100;
const KEPT_HOURS = 48;

export function createUploads({
  database,
  jobs,
  limits,
  storeTakes,
}: {
  database: Database;
  jobs: Pick<Jobs, 'add'>;
  limits: UploadLimits;
  storeTakes: () => Promise<number | null>;
}): Uploads {
  async function find(sql: Sql, personId: PersonId, uploadId: string): Promise<Progress> {
    const { rows } = await sql.query<Progress>(
      `select u.received::float8 as received, v.size::float8 as size from upload u join document_version v on v.id = u.version_id
        where u.version_id = $1 and u.person_id = $2`,
      [uploadId, personId],
    );
    const found = rows[0];
    if (found === undefined) throw refusal('no_such_upload');
    return found;
  }

  /** One piece, and whatever follows from its being the last: all or nothing. */
  async function keep(uploadId: string, position: number, bytes: Uint8Array, size: number): Promise<void> {
    if (position + bytes.length > size) throw refusal('too_much');
    await database.transaction(async (tx) => {
      const { rowCount } = await tx.query(
        'update upload set received = received + $3, touched_at = now() where version_id = $1 and received = $2',
        [uploadId, position, bytes.length],
      );
      // Somebody else, perhaps the same person after a break, goes on with it elsewhere.
      if (rowCount !== 1) throw refusal('offset_wrong');
      await tx.query('insert into upload_piece (version_id, position, bytes) values ($1, $2, $3)', [
        uploadId,
        position,
        bytes,
      ]);
      if (position + bytes.length < size) return;
      await tx.query("update document_version set state = 'checking' where id = $1", [uploadId]);
      await jobs.add(tx, RECEIVE_TASK, { versionId: uploadId }, { key: `${RECEIVE_TASK}:${uploadId}` });
    });
  }

  async function maxBytes(): Promise<number> {
    return Math.min(limits.max_file_mb * MEGABYTE, (await storeTakes()) ?? Infinity);
  }

  const limitOf = ({ place }: Target): number =>
    MEGABYTE *
    { personal: limits.personal_mb, library: limits.library_mb, hand_in: limits.hand_in_mb }[place.kind];

  return {
    maxBytes,
    limitOf,

    async begin(tx, { documentId, target, personId, size }) {
      const most = await maxBytes();
      if (size > most) throw refusal('file_too_large', { megabytes: Math.floor(most / MEGABYTE) });
      const { place, taskId } = target;
      // Two uploads at once cannot both take the last room.
      const scope = [place.kind, taskId ?? '', 'classId' in place ? place.classId : place.ownerId].join(' ');
      await holdName(tx, `documents ${scope}`);
      const [used, limit] = [await usedBytes(tx, target), limitOf(target)];
      if (used + size > limit) {
        throw refusal('quota', { used: Math.ceil(used / MEGABYTE), limit: limit / MEGABYTE });
      }
      const { rows } = await tx.query<{ open: number }>(
        'select count(*)::int as open from upload u join document_version v on v.id = u.version_id where u.person_id = $1 and v.state = $2',
        [personId, 'arriving'],
      );
      if (rows[0]!.open >= MOST_AT_ONCE) throw refusal('too_many_uploads');
      return insertVersion(tx, { documentId, personId, size });
    },

    progress: (personId, uploadId) => find(database, personId, uploadId),

    async append(personId, uploadId, offset, bytes) {
      const { received, size } = await find(database, personId, uploadId);
      if (received !== offset) throw refusal('offset_wrong');
      let position = offset;
      let waiting: Uint8Array[] = [];
      let length = 0;
      const flush = async (): Promise<void> => {
        if (length === 0) return;
        const piece = Buffer.concat(waiting);
        [waiting, length] = [[], 0];
        await keep(uploadId, position, piece, size);
        position += piece.length;
      };
      try {
        for await (const part of bytes) {
          waiting.push(part);
          length += part.length;
          if (position + length > size) throw refusal('too_much');
          if (length >= PIECE) await flush();
        }
      } catch (error) {
        // The connection broke: what came is good.
        if ((error as NodeJS.ErrnoException).code === 'ECONNRESET') await flush();
        throw error;
      }
      await flush();
      return { received: position, size };
    },

    async cancel(personId, uploadId) {
      await database.transaction(async (tx) => {
        await find(tx, personId, uploadId);
        await forget(tx, "v.id = $1 and v.state = 'arriving'", [uploadId]);
      });
    },

    async forgetInterrupted() {
      await database.transaction((tx) =>
        forget(
          tx,
          `v.state = 'arriving' and v.id in (select version_id from upload where touched_at < now() - make_interval(hours => $1))`,
          [KEPT_HOURS],
        ),
      );
    },
  };
}

/** Deletes versions, and documents that have none then. */
async function forget(tx: Sql, where: string, values: readonly unknown[]): Promise<void> {
  const { rows } = await tx.query<{ id: string }>(
    `delete from document_version v where ${where} returning document_id as id`,
    values,
  );
  await tx.query(
    `delete from document d where d.id = any($1::uuid[]) and not exists (select 1 from document_version v where v.document_id = d.id)`,
    [rows.map(({ id }) => id)],
  );
}
