/** Documents as the API shows them. */
import type { components } from '@parta/protocol';
import { isMisnamed, mayShow } from './file-rules.ts';
import type { Action } from './rules.ts';
import type { DocumentRow, ShareRow, VersionRow } from './store.ts';

export type DocumentView = components['schemas']['Document'];
export type ShareView = components['schemas']['DocumentShare'];

/** Those who may not change it see only what can be read; null when that is nothing. */
export function shown(
  row: DocumentRow,
  may: readonly Action[],
  shares: readonly ShareRow[] = [],
): DocumentView | null {
  const versions = row.versions.filter(({ state }) => state === 'ready' || may.includes('change'));
  if (versions.length === 0) return null;
  return {
    document_id: row.id,
    place: row.place,
    folder: row.folder,
    name: row.name,
    created_at: row.createdAt,
    versions: versions.map((version) => versionView(row.name, version)),
    shares: shares.map(shareView),
    may: [...may],
  };
}

function versionView(name: string, version: VersionRow): components['schemas']['DocumentVersion'] {
  const { contentType } = version;
  return {
    number: version.number,
    size: version.size,
    state: version.state,
    reason: version.reason,
    content_type: contentType,
    misnamed: contentType !== null && isMisnamed(name, contentType),
    showable: contentType !== null && mayShow(contentType),
    thumbnail: version.thumbnail,
    created_at: version.createdAt,
    by: { person_id: version.byId, display_name: version.byName },
  };
}

export function shareView({ id, roomId, expiresAt }: ShareRow): ShareView {
  return { share_id: id, room_id: roomId, expires_at: expiresAt.toISOString() };
}
