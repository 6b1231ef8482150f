/** A valid request for each operation of moderation. */
import type { Operation } from './lesson-operations.ts';
import { newKey, type LoggedInPerson, type RunningSchool } from './running-school.ts';

/** Makes a case about the pupil, as the teacher, who administers the school, too. */
export async function moderationOperations(
  town: RunningSchool,
  teacher: LoggedInPerson,
  pupil: LoggedInPerson,
): Promise<Record<string, Operation>> {
  const chat = await town.room('class_chat');
  const room = encodeURIComponent(chat);
  const message = { msgtype: 'm.text', body: 'Привет' };
  const { body: sent } = await pupil.matrix.put(`/v3/rooms/${room}/send/m.room.message/1`, message);
  const report = {
    room_id: chat,
    event_id: (sent as { event_id: string }).event_id,
    reason: 'Грубость',
    idempotency_key: newKey(),
  };
  await teacher.parta.post('/reports', report);
  const { body } = await teacher.parta.get('/cases');
  const { case_id: caseId } = (body as { cases: { case_id: string }[] }).cases[0]!;
  const asTeacher = (path: string, content: Operation['body']): Operation => ({
    ...{ method: 'POST', path, body: content, loggedIn: true },
  });
  return {
    createReport: asTeacher('/reports', report),
    takeCaseStep: asTeacher(`/cases/${caseId}/steps`, {
      action: 'talk',
      text: 'Поговорили с Верой',
      seconds: 600,
      idempotency_key: newKey(),
    }),
    restrictRoom: asTeacher(`/rooms/${room}/restrictions`, {
      kind: 'slow',
      seconds: 30,
      idempotency_key: newKey(),
    }),
  };
}
