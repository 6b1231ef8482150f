/** Browsers in which people have come in or logged in, told apart by a random key that the browser keeps. Only SHA-256 of the key is stored. */
import type { PersonId } from '../school/model.ts';
import type { Sql } from '../store/database.ts';
import { hashToken } from './secret-code.ts';

/** A person has at most so many; the one not seen for longest is forgotten. */
const MOST_DEVICES = 50;

export interface Devices {
  /** Notes that a person came in by a browser; without a key nothing is noted. */
  seen(personId: PersonId, deviceKey: string | undefined, tx?: Sql): Promise<void>;
  /** Who has come in by a browser. */
  peopleOf(deviceKey: string | undefined): Promise<PersonId[]>;
}

export function createDevices({ database }: { database: Sql }): Devices {
  return {
    async seen(personId, deviceKey, tx = database) {
      if (deviceKey === undefined) return;
      await tx.query(
        `with surplus as (
           delete from person_device where (person_id, key_hash) in (
             select person_id, key_hash from person_device where person_id = $1 order by seen_at desc offset $3)
         )
         insert into person_device (person_id, key_hash) values ($1, $2)
         on conflict (person_id, key_hash) do update set seen_at = now()`,
        [personId, hashToken(deviceKey), MOST_DEVICES],
      );
    },

    async peopleOf(deviceKey) {
      if (deviceKey === undefined) return [];
      const { rows } = await database.query<{ id: PersonId }>(
        'select person_id as id from person_device where key_hash = $1',
        [hashToken(deviceKey)],
      );
      return rows.map(({ id }) => id);
    },
  };
}
