/** A valid request for each operation of polls. */
import type { Operation } from './lesson-operations.ts';
import { eventually } from './eventually.ts';
import { newKey, type LoggedInPerson, type RunningSchool } from './running-school.ts';

const DAY_MS = 86_400_000;

/** Asks an anonymous poll as the teacher. */
export async function pollOperations(
  town: RunningSchool,
  teacher: LoggedInPerson,
): Promise<Record<string, Operation>> {
  const room = encodeURIComponent(await town.room('parents_chat'));
  const wish = () => ({
    ...{ question: 'Куда едем?', answers: ['В лес', 'В музей'], max_selections: 1 },
    ...{
      disclosed: true,
      anonymous: true,
      per: 'person',
      closes_at: new Date(Date.now() + 30 * DAY_MS).toISOString(),
    },
    idempotency_key: newKey(),
  });
  await teacher.parta.post(`/rooms/${room}/polls`, wish());
  const eventId = await eventually(async () => {
    const { rows } = await town.core.database.query<{ id: string | null }>('select event_id as id from poll');
    return rows[0]?.id;
  });
  return {
    createPoll: { method: 'POST', path: `/rooms/${room}/polls`, body: wish(), loggedIn: true },
    votePoll: {
      method: 'PUT',
      path: `/rooms/${room}/polls/${encodeURIComponent(eventId)}/vote`,
      body: { answers: ['1'] },
      loggedIn: true,
    },
  };
}
