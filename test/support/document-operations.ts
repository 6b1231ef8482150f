/** The operations of documents with JSON bodies, as a teacher of the class sends them. */
import { uploaded, type Uploader } from './documents.ts';
import type { Operation } from './lesson-operations.ts';
import type { LoggedInPerson, RunningSchool } from './running-school.ts';

export async function documentOperations(
  town: RunningSchool,
  teacher: LoggedInPerson & Uploader,
  pupil: Uploader,
  pupilId: string,
): Promise<Record<string, Operation>> {
  const { classId } = town.school;
  const { parta } = teacher;
  const task = { title: 'Сочинение', instructions: 'Две страницы', due_at: '2027-01-15T12:00:00Z' };
  const { body: made } = await parta.post(`/classes/${classId}/tasks`, task);
  const { task_id: taskId } = made as { task_id: string };
  const own = await uploaded(teacher, { place: 'personal', name: 'a.txt' }, Buffer.from('a'));
  const handedIn = { place: 'hand_in', task_id: taskId, name: 'a.txt' };
  await uploaded(pupil, handedIn, Buffer.from('a'));
  const document = `/documents/${own.document_id}`;
  const roomId = await town.room('class_chat');
  await teacher.matrix.post(`/v3/join/${encodeURIComponent(roomId)}`, {});
  const share = { room_id: roomId, expires_in_seconds: 3600 };
  const { body: link } = await parta.post(`${document}/shares`, share);
  const token = (link as { url: string }).url.split('#')[1]!;
  const post = (path: string, body: Operation['body']): Operation => ({
    method: 'POST',
    path,
    body,
    loggedIn: true,
  });
  return {
    createUpload: post('/uploads', {
      place: 'library',
      class_id: classId,
      folder: 'Алгебра/Тесты',
      name: 'тест.pdf',
      size: 1000,
    }),
    updateDocument: {
      method: 'PATCH',
      path: document,
      body: { name: 'b.txt', folder: 'Разное' },
      loggedIn: true,
    },
    createTicket: post(`${document}/tickets`, { version: 1, inline: true }),
    shareDocument: post(`${document}/shares`, { ...share }),
    openShared: post('/shared/open', { token, inline: false }),
    createTask: post(`/classes/${classId}/tasks`, { ...task }),
    updateTask: { method: 'PATCH', path: `/tasks/${taskId}`, body: { ...task }, loggedIn: true },
    returnWork: post(`/tasks/${taskId}/slots/${pupilId}/return`, { comment: 'Хорошо' }),
  };
}
