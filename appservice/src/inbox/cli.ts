/**
 * `parta inbox …`, for operators (English only). To wire it:
 *   const exitCode = await inboxCommand(argumentsAfterInbox, { database, print: (line) => console.log(line) });
 * It needs an open, migrated database and nothing else, and works beside running appservice processes.
 */
import type { Database } from '../store/database.ts';
import { createDeadLetters } from './dead-letters.ts';
import { backlog } from './store.ts';

export const INBOX_USAGE = `parta inbox: events of the homeserver that could not be handled

  parta inbox status           how many events wait, for how long, and how many were put aside
  parta inbox dead             the events that were put aside, with the reason
  parta inbox replay ID|all    tries them again, before anything newer in their rooms
  parta inbox discard ID|all   forgets their content for good`;

const PAGE = 100;

/** Types and ids come from strangers: nothing that could steer the terminal is printed. */
const printable = (text: string): string => text.replace(/\p{C}/gu, '?');

/** Runs `parta inbox …`; returns the exit code: 0, 1 when there was no such event, 2 for a wrong command. */
export async function inboxCommand(
  args: readonly string[],
  { database, print }: { database: Database; print: (line: string) => void },
): Promise<number> {
  const [command, which, ...rest] = args;
  const deadLetters = createDeadLetters({ database });
  const takesId = command === 'replay' || command === 'discard';
  if (rest.length > 0 || takesId !== (which !== undefined)) {
    print(INBOX_USAGE);
    return 2;
  }
  switch (command) {
    case 'status': {
      const { pending, dead, lagSeconds } = await backlog(database);
      print(`waiting: ${pending} (the oldest for ${Math.round(lagSeconds)} s), put aside: ${dead}`);
      return 0;
    }
    case 'dead': {
      let count = 0;
      for (let after = '0'; ;) {
        const letters = await deadLetters.list({ limit: PAGE, after });
        for (const { id, receivedAt, type, eventId, roomId, attempts, error } of letters) {
          print(
            printable(`${id}  ${receivedAt.toISOString()}  ${type || '(no type)'}  ${eventId} in ${roomId}`),
          );
          print(`    ${error} (tries: ${attempts})`);
        }
        count += letters.length;
        if (letters.length < PAGE) break;
        after = letters.at(-1)!.id;
      }
      if (count === 0) print('Nothing was put aside.');
      return 0;
    }
    case 'replay':
    case 'discard': {
      const count = await deadLetters[command](which!);
      if (count === 0 && which !== 'all') {
        print(`There is no event with the id ${which} among those put aside; see "parta inbox dead".`);
        return 1;
      }
      print(command === 'replay' ? `To be tried again: ${count}.` : `Discarded: ${count}.`);
      return 0;
    }
    default:
      print(INBOX_USAGE);
      return command === undefined || command === 'help' ? 0 : 2;
  }
}
