/** `parta login-link` */
import { parseArgs } from 'node:util';
import type { PersonId } from '../school/model.ts';
import type { Sql } from '../store/database.ts';
import { UsageError, type Command } from './command.ts';

export const loginLink: Command = {
  name: 'login-link',
  summary: 'makes one-time log-in links for people',
  help: `parta login-link: makes a one-time log-in link for each person that is named

  parta login-link --sourced-id ID [--sourced-id ID …] [--source SOURCE] [--expires-in HOURS]
  parta login-link --user-id @NAME:SERVER …
  parta login-link --person-id UUID …

Prints a line for each: the ID and the link. Whoever opens the link first is logged in as that person, once; so hand it over in private.

  --sourced-id ID      the person's sourcedId in the export of the school information system
  --source SOURCE      the system that the sourcedId is of, where several have the same
  --user-id ID         the person's Matrix ID
  --person-id UUID     the person's id in Parta
  --expires-in HOURS   default: 168, a week; at most 720`,

  async run({ args, configPath, env, debug, print }) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        'sourced-id': { type: 'string', multiple: true, default: [] },
        'user-id': { type: 'string', multiple: true, default: [] },
        'person-id': { type: 'string', multiple: true, default: [] },
        source: { type: 'string' },
        'expires-in': { type: 'string', default: '168' },
      },
    });
    const hours = Number(values['expires-in']);
    if (!(hours > 0 && hours <= 720))
      throw new UsageError('--expires-in must be a number of hours, up to 720.');
    const named: Named[] = [
      ...values['sourced-id'].map((id) => ({ by: 'sourced_id' as const, id })),
      ...values['user-id'].map((id) => ({ by: 'user_id' as const, id })),
      ...values['person-id'].map((id) => ({ by: 'id' as const, id })),
    ];
    if (named.length === 0) throw new UsageError('Name at least one person, for example with --sourced-id.');

    const { openCore } = await import('./core.ts');
    const { database, accounts, close } = await openCore({ configPath, env, debug });
    try {
      // All are looked up first: a mistake in one makes no link for any.
      const people: PersonId[] = [];
      for (const one of named) people.push(await findPerson(database, one, values.source));
      for (const [index, personId] of people.entries()) {
        const { url } = await accounts.createLoginLink(personId, Math.round(hours * 3600));
        print(`${named[index]!.id}  ${url}`);
      }
      return 0;
    } finally {
      await close();
    }
  },
};

interface Named {
  readonly by: 'sourced_id' | 'user_id' | 'id';
  readonly id: string;
}

const QUERIES: { readonly [by in Named['by']]: string } = {
  sourced_id:
    'select id, source, active from person where sourced_id = $1 and ($2::text is null or source = $2)',
  user_id: `select p.id, p.source, p.active from matrix_account a join person p on p.id = a.person_id
             where a.user_id = $1 and ($2::text is null or p.source = $2)`,
  id: 'select id, source, active from person where id::text = $1 and ($2::text is null or source = $2)',
};

async function findPerson(sql: Sql, { by, id }: Named, source: string | undefined): Promise<PersonId> {
  const { rows } = await sql.query<{ id: PersonId; source: string; active: boolean }>(
    `${QUERIES[by]} order by source`,
    [id, source ?? null],
  );
  const [person, ...others] = rows;
  if (person === undefined)
    throw new Error(`There is nobody with the ID ${id}. Check it, and that the roster was applied.`);
  if (others.length > 0) {
    const sources = rows.map((row) => row.source).join(', ');
    throw new Error(
      `Several people have the ID ${id}, of these systems: ${sources}. Name one with --source.`,
    );
  }
  if (!person.active) throw new Error(`The person with the ID ${id} is no longer active and cannot log in.`);
  return person.id;
}
