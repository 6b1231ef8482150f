/** Documents: finding, adding, changing, reading and sharing them. Every right is asked of the register as it is now. */
import { randomBytes } from 'node:crypto';
import type { components } from '@parta/protocol';
import { hashToken } from '../accounts/secret-code.ts';
import { schoolOf, type Directory } from '../accounts/directory.ts';
import { audit } from '../audit/audit.ts';
import type { Caller } from '../http/auth.ts';
import type { LocalActor } from '../matrix/homeserver.ts';
import type { ClassId, PersonId, RoomId, UserId } from '../school/model.ts';
import { today } from '../school/rules.ts';
import type { Database } from '../store/database.ts';
import { refusal } from './errors.ts';
import { cleanFolder, cleanName } from './file-rules.ts';
import { allowed, type Action, type Place } from './rules.ts';
import * as store from './store.ts';
import type { Content, DocumentRow, Target } from './store.ts';
import type { Uploads } from './uploads.ts';
import { shareView, shown, type DocumentView, type ShareView } from './view.ts';

export type NewUpload = components['schemas']['NewUpload'];
type Ticket = components['schemas']['Ticket'];

export interface Library {
  /** What somebody may do in a place now. */
  rightsIn(personId: PersonId, place: Place): Promise<readonly Action[]>;
  announce(personId: PersonId, upload: NewUpload): Promise<{ uploadId: string; documentId: string }>;
  ofClass(personId: PersonId, classId: ClassId): Promise<components['schemas']['DocumentList']>;
  mine(personId: PersonId): Promise<components['schemas']['DocumentList']>;
  get(personId: PersonId, id: string): Promise<DocumentView>;
  change(
    personId: PersonId,
    id: string,
    patch: components['schemas']['DocumentPatch'],
  ): Promise<DocumentView>;
  remove(personId: PersonId, id: string): Promise<void>;
  content(personId: PersonId, id: string, version: number | null): Promise<Content>;
  thumbnail(personId: PersonId, id: string): Promise<Buffer>;
  ticket(personId: PersonId, id: string, options: components['schemas']['NewTicket']): Promise<Ticket>;
  /** What a ticket gives, once, if its holder still may read it. */
  redeem(ticket: string): Promise<{ content: Content; inline: boolean }>;
  share(
    caller: Caller,
    id: string,
    roomId: RoomId,
    seconds: number,
  ): Promise<{ share: ShareView; token: string }>;
  revoke(personId: PersonId, shareId: string): Promise<void>;
  openShared(caller: Caller, token: string, inline: boolean): Promise<{ content: Content; ticket: Ticket }>;
}

export interface LibraryDependencies {
  readonly database: Database;
  readonly directory: Pick<Directory, 'aroundClass' | 'aroundPerson'>;
  readonly homeserver: Pick<LocalActor, 'mayActFor' | 'readStateEventAs'>;
  readonly uploads: Uploads;
  readonly shareDays: number;
  readonly now: () => Date;
}

const TICKET_SECONDS = 60;
const DAY_SECONDS = 86_400;

export function createLibrary(dependencies: LibraryDependencies): Library {
  const { database, directory, homeserver, uploads, shareDays, now } = dependencies;

  async function rightsIn(personId: PersonId, place: Place): Promise<readonly Action[]> {
    const state =
      place.kind === 'personal'
        ? await directory.aroundPerson(personId)
        : await directory.aroundClass(place.classId, personId);
    const zone = (place.kind === 'personal' ? null : schoolOf(state, place.classId))?.timeZone ?? 'UTC';
    return allowed(state, personId, place, today(zone, now()));
  }

  /** Who may not read it is told that it is not there. */
  async function need(
    personId: PersonId,
    id: string,
    action: Action,
  ): Promise<{ row: DocumentRow; rights: readonly Action[] }> {
    const row = await store.find(database, id);
    const rights = row === null ? [] : await rightsIn(personId, store.placeOf(row));
    if (row === null || !rights.includes('read')) throw refusal('no_such_document');
    if (!rights.includes(action)) throw refusal('may_not');
    return { row, rights };
  }

  async function list(target: Target, rows: readonly DocumentRow[], rights: readonly Action[]) {
    return {
      documents: rows.map((row) => shown(row, rights)).filter((one) => one !== null),
      may_add: rights.includes('add'),
      used_bytes: await store.usedBytes(database, target),
      quota_bytes: uploads.limitOf(target),
      max_file_bytes: await uploads.maxBytes(),
    };
  }

  async function targetOf(personId: PersonId, upload: NewUpload): Promise<Target> {
    const { place, class_id: classId, task_id: taskId } = upload;
    if (place === 'personal') return { place: { kind: 'personal', ownerId: personId }, taskId: null };
    if (place === 'library') {
      if (classId === undefined) throw refusal('place_wrong');
      return { place: { kind: 'library', classId }, taskId: null };
    }
    if (taskId === undefined) throw refusal('place_wrong');
    const { rows } = await database.query<{ classId: ClassId }>(
      'select class_id as "classId" from hand_in_task where id = $1 and deleted_at is null',
      [taskId],
    );
    if (rows[0] === undefined) throw refusal('no_such_task');
    return { place: { kind: 'hand_in', classId: rows[0].classId, pupilId: personId }, taskId };
  }

  async function makeTicket(
    personId: PersonId,
    versionId: string,
    inline: boolean,
    shareId: string | null,
  ): Promise<Ticket> {
    const token = randomBytes(32).toString('base64url');
    const { rows } = await database.query<{ expires_at: Date }>(
      `insert into document_ticket (token_hash, version_id, person_id, share_id, inline, expires_at)
       values ($1, $2, $3, $4, $5, now() + make_interval(secs => $6)) returning expires_at`,
      [hashToken(token), versionId, personId, shareId, inline, TICKET_SECONDS],
    );
    return { url: `/files/${token}`, expires_at: rows[0]!.expires_at.toISOString() };
  }

  async function isJoined(asUser: UserId, roomId: RoomId, userId: UserId): Promise<boolean> {
    const event = await homeserver.readStateEventAs(asUser, roomId, 'm.room.member', userId);
    return event?.content['membership'] === 'join';
  }

  return {
    rightsIn,

    async announce(personId, upload) {
      const name = cleanName(upload.name);
      if (name === null) throw refusal('name_wrong');
      const folder = cleanFolder(upload.folder ?? '');
      if (folder === null) throw refusal('folder_wrong');
      const before =
        upload.document_id === undefined ? null : (await need(personId, upload.document_id, 'add')).row;
      const target =
        before === null
          ? await targetOf(personId, upload)
          : { place: store.placeOf(before), taskId: before.taskId };
      const rights = await rightsIn(personId, target.place);
      if (!rights.includes('read'))
        throw refusal(upload.place === 'hand_in' ? 'no_such_task' : 'no_such_class');
      if (!rights.includes('add')) throw refusal('may_not');
      return database.transaction(async (tx) => {
        const documentId = before?.id ?? (await store.insertDocument(tx, target, { folder, name }));
        const uploadId = await uploads.begin(tx, { documentId, target, personId, size: upload.size });
        return { uploadId, documentId };
      });
    },

    async ofClass(personId, classId) {
      const place: Place = { kind: 'library', classId };
      const rights = await rightsIn(personId, place);
      if (!rights.includes('read')) throw refusal('no_such_class');
      return list({ place, taskId: null }, await store.ofLibrary(database, classId), rights);
    },

    async mine(personId) {
      const place: Place = { kind: 'personal', ownerId: personId };
      const rights = await rightsIn(personId, place);
      return list({ place, taskId: null }, await store.ofPerson(database, personId), rights);
    },

    async get(personId, id) {
      const { row, rights } = await need(personId, id, 'read');
      const shares = rights.includes('share') ? await store.sharesOf(database, id) : [];
      const view = shown(row, rights, shares);
      if (view === null) throw refusal('no_such_document');
      return view;
    },

    async change(personId, id, patch) {
      const { row } = await need(personId, id, 'change');
      const name = patch.name === undefined ? undefined : cleanName(patch.name);
      if (name === null) throw refusal('name_wrong');
      const folder = patch.folder === undefined ? undefined : cleanFolder(patch.folder);
      if (folder === null) throw refusal('folder_wrong');
      await store.change(database, row.id, { name, folder });
      return this.get(personId, id);
    },

    async remove(personId, id) {
      const { row } = await need(personId, id, 'change');
      await database.transaction(async (tx) => {
        await tx.query('update document set deleted_at = now() where id = $1', [id]);
        await tx.query('delete from document_share where document_id = $1', [id]);
        if (row.place !== 'library') return;
        const { rows } = await tx.query<{ schoolId: string }>(
          'select school_id as "schoolId" from class where id = $1',
          [row.classId],
        );
        await audit(tx, {
          action: 'document.delete',
          actorId: personId,
          schoolId: rows[0]!.schoolId,
          details: { document_id: id, class_id: row.classId },
        });
      });
    },

    async content(personId, id, version) {
      await need(personId, id, 'read');
      const content = await store.contentOf(database, id, version);
      if (content === null) throw refusal('no_such_document');
      return content;
    },

    async thumbnail(personId, id) {
      await need(personId, id, 'read');
      const picture = await store.thumbnailOf(database, id);
      if (picture === null) throw refusal('no_such_document');
      return picture;
    },

    async ticket(personId, id, { version, inline = false }) {
      const { versionId } = await this.content(personId, id, version ?? null);
      return makeTicket(personId, versionId, inline, null);
    },

    async redeem(ticket) {
      const { rows } = await database.query<{
        versionId: string;
        personId: PersonId;
        shareId: string | null;
        inline: boolean;
      }>(
        `delete from document_ticket where token_hash = $1 and expires_at > now()
         returning version_id as "versionId", person_id as "personId", share_id as "shareId", inline`,
        [hashToken(ticket)],
      );
      const found = rows[0];
      const content = found === undefined ? null : await store.contentOfVersion(database, found.versionId);
      if (found === undefined || content === null) throw refusal('no_such_document');
      if (found.shareId === null) await need(found.personId, content.documentId, 'read');
      else if ((await store.findShare(database, { id: found.shareId })) === null)
        throw refusal('no_such_share');
      return { content, inline: found.inline };
    },

    async share({ personId, userId }, id, roomId, seconds) {
      await need(personId, id, 'share');
      if (seconds > shareDays * DAY_SECONDS) throw refusal('share_too_long', { days: shareDays });
      if (!homeserver.mayActFor(userId) || !(await isJoined(userId, roomId, userId))) {
        throw refusal('not_your_room');
      }
      const token = randomBytes(32).toString('base64url');
      const tokenHash = hashToken(token);
      await database.query(
        `insert into document_share (document_id, shared_by, user_id, room_id, token_hash, expires_at)
         values ($1, $2, $3, $4, $5, now() + make_interval(secs => $6))`,
        [id, personId, userId, roomId, tokenHash, seconds],
      );
      return { share: shareView((await store.findShare(database, { tokenHash }))!), token };
    },

    async revoke(personId, shareId) {
      const share = await store.findShare(database, { id: shareId });
      if (share === null) throw refusal('no_such_share');
      await need(personId, share.documentId, 'share');
      await database.query('delete from document_share where id = $1', [shareId]);
    },

    async openShared({ personId, userId }, token, inline) {
      const share = await store.findShare(database, { tokenHash: hashToken(token) });
      // Asked as the one who shared it, who must be there too: else the room is seen as it was when they left.
      const there =
        share !== null &&
        (await isJoined(share.userId, share.roomId, share.userId)) &&
        (await isJoined(share.userId, share.roomId, userId));
      const content = there ? await store.contentOf(database, share.documentId, null) : null;
      if (!there || content === null) throw refusal('no_such_share');
      return { content, ticket: await makeTicket(personId, content.versionId, inline, share.id) };
    },
  };
}
