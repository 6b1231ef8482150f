/**
 * What happens with a file that has arrived: it is put together, looked through for viruses, looked at, kept once for the deployment, and can be read
 * then. A job, so that it survives a restart; every step may be done twice.
 */
import { createHash } from 'node:crypto';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from '../log.ts';
import type { ClassId } from '../school/model.ts';
import { holdName, type Database, type Sql } from '../store/database.ts';
import type { BlobStore } from './blob-store.ts';
import { inspect, Refused, type Inspection } from './inspect.ts';
import { ScannerUnavailable, type Scan } from './scanner.ts';

export interface Receiver {
  receive(payload: unknown): Promise<void>;
  /** Deletes content that no document has any more. For a periodic job. */
  forgetOrphans(): Promise<void>;
}

export interface ReceiverDependencies {
  readonly database: Database;
  readonly blobs: BlobStore;
  /** Null: files are not looked through. */
  readonly scan: Scan | null;
  readonly maxMegapixels: number;
  /** A library has something new. */
  readonly onNew: (tx: Sql, classId: ClassId) => Promise<void>;
  readonly log: Log;
}

/** Content stays so long after its last document: somebody may be reading it. */
const ORPHAN_HOURS = 24;
/** What a virus was found in is kept so long for administrators of the server, where nothing serves it. */
const QUARANTINE_DAYS = 14;

export function createReceiver(dependencies: ReceiverDependencies): Receiver {
  const { database, blobs, scan, maxMegapixels, onNew, log } = dependencies;

  /** Writes the pieces into a file, one at a time; returns their hash. */
  async function gather(versionId: string, file: string): Promise<{ sha256: Buffer; size: number }> {
    const hash = createHash('sha256');
    const handle = await open(file, 'w');
    let position = 0;
    try {
      for (;;) {
        const { rows } = await database.query<{ bytes: Buffer }>(
          'select bytes from upload_piece where version_id = $1 and position = $2',
          [versionId, position],
        );
        const piece = rows[0]?.bytes;
        if (piece === undefined) return { sha256: hash.digest(), size: position };
        hash.update(piece);
        await handle.writeFile(piece);
        position += piece.length;
      }
    } finally {
      await handle.close();
    }
  }

  async function settle(tx: Sql, versionId: string, state: string, reason: string | null): Promise<void> {
    await tx.query('update document_version set state = $2, reason = $3 where id = $1', [
      versionId,
      state,
      reason,
    ]);
  }

  async function refuse(versionId: string, reason: string): Promise<void> {
    await database.transaction(async (tx) => {
      await settle(tx, versionId, 'refused', reason);
      await tx.query('delete from upload where version_id = $1', [versionId]);
    });
  }

  /** True when it may go on. */
  async function isClean(versionId: string, file: string): Promise<boolean> {
    if (scan === null) return true;
    let virus: string | null;
    try {
      virus = await scan(file);
    } catch (error) {
      if (error instanceof ScannerUnavailable) {
        await settle(database, versionId, 'held', null);
        log.warn({ version: versionId }, 'the virus scanner is not available: a document is held');
      }
      throw error;
    }
    if (virus === null) return true;
    // Its pieces stay apart, and never reach the store.
    await settle(database, versionId, 'quarantined', virus);
    log.warn({ version: versionId }, 'a virus was found: a document is in quarantine');
    return false;
  }

  async function keep(
    versionId: string,
    file: string,
    { sha256, size }: { sha256: Buffer; size: number },
    { contentType, thumbnail }: Inspection,
  ): Promise<void> {
    await database.transaction(async (tx) => {
      // The same content arrives once at a time, and is not deleted meanwhile.
      await holdName(tx, `blob ${sha256.toString('hex')}`);
      const { rows } = await tx.query('select 1 from blob where sha256 = $1', [sha256]);
      if (rows.length === 0) {
        const location = await blobs.put(file, { size, sha256: sha256.toString('hex') });
        await tx.query(
          'insert into blob (sha256, size, content_type, location, thumbnail) values ($1, $2, $3, $4, $5)',
          [sha256, size, contentType, location, thumbnail],
        );
      }
      const { rows: documents } = await tx.query<{ classId: ClassId | null; place: string }>(
        `update document_version v set state = 'ready', reason = null, sha256 = $2 from document d
          where v.id = $1 and d.id = v.document_id and v.state <> 'ready' returning d.class_id as "classId", d.place`,
        [versionId, sha256],
      );
      // Handed in when the last byte was here, however long the look at it took.
      await tx.query(
        `insert into hand_in_slot (task_id, pupil_id, handed_in_at)
         select d.task_id, d.owner_id, u.touched_at from document_version v join document d on d.id = v.document_id
           join upload u on u.version_id = v.id where v.id = $1 and d.place = 'hand_in'
         on conflict (task_id, pupil_id) do update
           set handed_in_at = greatest(hand_in_slot.handed_in_at, excluded.handed_in_at)`,
        [versionId],
      );
      await tx.query('delete from upload where version_id = $1', [versionId]);
      const found = documents[0];
      if (found?.place === 'library') await onNew(tx, found.classId!);
    });
  }

  return {
    async receive(payload) {
      const { versionId } = payload as { versionId: string };
      const { rows } = await database.query<{ state: string }>(
        `select v.state from document_version v join document d on d.id = v.document_id
          where v.id = $1 and d.deleted_at is null`,
        [versionId],
      );
      const state = rows[0]?.state;
      if (state !== 'checking' && state !== 'held') return;
      const folder = await mkdtemp(join(tmpdir(), 'parta-'));
      try {
        const file = join(folder, 'file');
        const facts = await gather(versionId, file);
        if (!(await isClean(versionId, file))) return;
        await keep(versionId, file, facts, await inspect(file, { maxMegapixels }));
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        await refuse(versionId, error.reason);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },

    async forgetOrphans() {
      await database.query(
        `delete from upload u using document_version v where v.id = u.version_id and v.state = 'quarantined'
           and u.touched_at < now() - make_interval(days => $1)`,
        [QUARANTINE_DAYS],
      );
      await database.query('delete from document d where d.deleted_at < now() - make_interval(hours => $1)', [
        ORPHAN_HOURS,
      ]);
      const { rows } = await database.query<{ sha256: Buffer }>(
        `select sha256 from blob b where created_at < now() - make_interval(hours => $1)
           and not exists (select 1 from document_version v where v.sha256 = b.sha256)`,
        [ORPHAN_HOURS],
      );
      for (const { sha256 } of rows) {
        await database.transaction(async (tx) => {
          await holdName(tx, `blob ${sha256.toString('hex')}`);
          const gone = await tx.query<{ location: string }>(
            `delete from blob b where sha256 = $1
               and not exists (select 1 from document_version v where v.sha256 = b.sha256) returning location`,
            [sha256],
          );
          for (const { location } of gone.rows) await blobs.remove(location);
        });
      }
    },
  };
}
