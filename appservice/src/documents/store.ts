/** The tables of documents. */
import { nameSql } from '../store/school-store.ts';
import type { components } from '@parta/protocol';
import type { ClassId, PersonId, UserId } from '../school/model.ts';
import type { Sql } from '../store/database.ts';
import type { Place } from './rules.ts';

export type VersionState = components['schemas']['DocumentVersion']['state'];

export interface VersionRow {
  readonly id: string;
  readonly number: number;
  readonly size: number;
  readonly state: VersionState;
  readonly reason: string | null;
  readonly contentType: string | null;
  readonly thumbnail: boolean;
  readonly createdAt: string;
  readonly byId: PersonId;
  readonly byName: string;
}

export interface DocumentRow {
  readonly id: string;
  readonly place: 'library' | 'hand_in' | 'personal';
  readonly classId: ClassId | null;
  readonly taskId: string | null;
  readonly ownerId: PersonId | null;
  readonly folder: string;
  readonly name: string;
  readonly createdAt: string;
  /** Newest first. */
  readonly versions: readonly VersionRow[];
}

const SELECT = `
  select d.id, d.place, d.class_id as "classId", d.task_id as "taskId", d.owner_id as "ownerId", d.folder, d.name,
    to_json(d.created_at) as "createdAt",
    (select coalesce(json_agg(json_build_object('id', v.id, 'number', v.number, 'size', v.size, 'state', v.state,
        'reason', v.reason, 'contentType', b.content_type, 'thumbnail', b.thumbnail is not null,
        'createdAt', v.created_at, 'byId', v.uploaded_by, 'byName', ${nameSql('p')}) order by v.number desc), '[]')
      from document_version v join person p on p.id = v.uploaded_by left join blob b on b.sha256 = v.sha256
      where v.document_id = d.id) as versions
  from document d`;

async function list(sql: Sql, where: string, values: readonly unknown[]): Promise<DocumentRow[]> {
  const { rows } = await sql.query<DocumentRow>(
    `${SELECT} where d.deleted_at is null and ${where} order by d.folder, lower(d.name), d.id limit 2000`,
    values,
  );
  return rows;
}

export const ofLibrary = (sql: Sql, classId: ClassId): Promise<DocumentRow[]> =>
  list(sql, "d.place = 'library' and d.class_id = $1", [classId]);
export const ofPerson = (sql: Sql, personId: PersonId): Promise<DocumentRow[]> =>
  list(sql, "d.place = 'personal' and d.owner_id = $1", [personId]);
export const ofTask = (sql: Sql, taskId: string): Promise<DocumentRow[]> =>
  list(sql, 'd.task_id = $1', [taskId]);

/** Null for one that is not there or deleted, also with the task that it was handed in for. */
export async function find(sql: Sql, id: string): Promise<DocumentRow | null> {
  const rows = await list(
    sql,
    'd.id = $1 and not exists (select 1 from hand_in_task t where t.id = d.task_id and t.deleted_at is not null)',
    [id],
  );
  return rows[0] ?? null;
}

export function placeOf(row: Pick<DocumentRow, 'place' | 'classId' | 'ownerId'>): Place {
  if (row.place === 'library') return { kind: 'library', classId: row.classId! };
  if (row.place === 'hand_in') return { kind: 'hand_in', classId: row.classId!, pupilId: row.ownerId! };
  return { kind: 'personal', ownerId: row.ownerId! };
}

/** Where something new is to lie. */
export interface Target {
  readonly place: Place;
  readonly taskId: string | null;
}

const COUNTED = "v.state not in ('quarantined', 'refused')";

/** Bytes that a place holds, with what is arriving there. Every document counts in full, whoever else has the same. */
export async function usedBytes(sql: Sql, { place, taskId }: Target): Promise<number> {
  const [where, values] =
    place.kind === 'library'
      ? ["d.place = 'library' and d.class_id = $1", [place.classId]]
      : place.kind === 'personal'
        ? ["d.place = 'personal' and d.owner_id = $1", [place.ownerId]]
        : ['d.task_id = $1 and d.owner_id = $2', [taskId, place.pupilId]];
  const { rows } = await sql.query<{ bytes: number }>(
    `select coalesce(sum(v.size), 0)::float8 as bytes from document_version v join document d on d.id = v.document_id
      where d.deleted_at is null and ${COUNTED} and ${where}`,
    values,
  );
  return rows[0]!.bytes;
}

export async function insertDocument(
  sql: Sql,
  { place, taskId }: Target,
  { folder, name }: { readonly folder: string; readonly name: string },
): Promise<string> {
  const { rows } = await sql.query<{ id: string }>(
    `insert into document (place, class_id, task_id, owner_id, folder, name) values ($1, $2, $3, $4, $5, $6) returning id`,
    [
      place.kind,
      place.kind === 'personal' ? null : place.classId,
      taskId,
      place.kind === 'library' ? null : place.kind === 'personal' ? place.ownerId : place.pupilId,
      folder,
      name,
    ],
  );
  return rows[0]!.id;
}

/** A new version that is about to arrive. */
export async function insertVersion(
  sql: Sql,
  { documentId, personId, size }: { documentId: string; personId: PersonId; size: number },
): Promise<string> {
  const { rows } = await sql.query<{ id: string }>(
    `insert into document_version (document_id, number, uploaded_by, size)
     values ($1, (select coalesce(max(number), 0) + 1 from document_version where document_id = $1), $2, $3) returning id`,
    [documentId, personId, size],
  );
  const id = rows[0]!.id;
  await sql.query('insert into upload (version_id, person_id) values ($1, $2)', [id, personId]);
  return id;
}

export async function change(
  sql: Sql,
  id: string,
  { folder, name }: { folder?: string | undefined; name?: string | undefined },
): Promise<void> {
  await sql.query(
    'update document set folder = coalesce($2, folder), name = coalesce($3, name) where id = $1',
    [id, folder ?? null, name ?? null],
  );
}

/** What a version is read from. */
export interface Content {
  readonly versionId: string;
  readonly documentId: string;
  readonly name: string;
  readonly sha256: Buffer;
  readonly size: number;
  readonly contentType: string;
  readonly location: string;
}

const CONTENT = `
  select v.id as "versionId", d.id as "documentId", d.name, b.sha256, b.size::float8 as size, b.content_type as "contentType", b.location
  from document_version v join document d on d.id = v.document_id join blob b on b.sha256 = v.sha256
  where d.deleted_at is null and v.state = 'ready'`;

/** The content of a version, by default of the newest that can be read. */
export async function contentOf(
  sql: Sql,
  documentId: string,
  number: number | null,
): Promise<Content | null> {
  const { rows } = await sql.query<Content>(
    `${CONTENT} and d.id = $1 and ($2::integer is null or v.number = $2) order by v.number desc limit 1`,
    [documentId, number],
  );
  return rows[0] ?? null;
}

export async function contentOfVersion(sql: Sql, versionId: string): Promise<Content | null> {
  const { rows } = await sql.query<Content>(`${CONTENT} and v.id = $1`, [versionId]);
  return rows[0] ?? null;
}

export async function thumbnailOf(sql: Sql, documentId: string): Promise<Buffer | null> {
  const { rows } = await sql.query<{ thumbnail: Buffer | null }>(
    `select b.thumbnail from document_version v join blob b on b.sha256 = v.sha256
      where v.document_id = $1 and v.state = 'ready' order by v.number desc limit 1`,
    [documentId],
  );
  return rows[0]?.thumbnail ?? null;
}

export interface ShareRow {
  readonly id: string;
  readonly documentId: string;
  readonly roomId: string;
  readonly userId: UserId;
  readonly expiresAt: Date;
}

const SHARE =
  'id, document_id as "documentId", room_id as "roomId", user_id as "userId", expires_at as "expiresAt"';

export async function sharesOf(sql: Sql, documentId: string): Promise<ShareRow[]> {
  const { rows } = await sql.query<ShareRow>(
    `select ${SHARE} from document_share where document_id = $1 and expires_at > now() order by created_at`,
    [documentId],
  );
  return rows;
}

export async function findShare(
  sql: Sql,
  by: { id: string } | { tokenHash: Buffer },
): Promise<ShareRow | null> {
  const [where, value] = 'id' in by ? ['id = $1', by.id] : ['token_hash = $1', by.tokenHash];
  const { rows } = await sql.query<ShareRow>(
    `select ${SHARE} from document_share where ${where} and expires_at > now()`,
    [value],
  );
  return rows[0] ?? null;
}
