/** The operations on documents and on work that is handed in. */
import type { Call } from './call.ts';
import type { Schemas } from './types.ts';

type Task = Schemas['Task'];
export interface NewTask {
  readonly title: string;
  readonly instructions: string;
  readonly due_at: string | null;
}

export function documentOperations(call: Call) {
  const id = encodeURIComponent;
  return {
    classDocuments: (classId: string) =>
      call<Schemas['DocumentList']>('GET', `/classes/${id(classId)}/documents`),
    myDocuments: () => call<Schemas['DocumentList']>('GET', '/me/documents'),
    announceUpload: (wish: Schemas['NewUpload']) =>
      call<{ upload_id: string; document_id: string; url: string }>('POST', '/uploads', { body: wish }),
    deleteDocument: (documentId: string) =>
      call<undefined>('DELETE', `/documents/${id(documentId)}`, { repeatable: true }),
    documentTicket: (documentId: string, wish: Schemas['NewTicket']) =>
      call<Schemas['Ticket']>('POST', `/documents/${id(documentId)}/tickets`, { body: wish }),
    shareDocument: (documentId: string, roomId: string, seconds: number) =>
      call<{ share: Schemas['DocumentShare']; url: string }>('POST', `/documents/${id(documentId)}/shares`, {
        body: { room_id: roomId, expires_in_seconds: seconds },
      }),
    openShared: (token: string) =>
      call<{ name: string; size: number; content_type: string; ticket: Schemas['Ticket'] }>(
        'POST',
        '/shared/open',
        {
          body: { token },
        },
      ),
    classTasks: (classId: string) =>
      call<{ tasks: Task[]; may_set: boolean }>('GET', `/classes/${id(classId)}/tasks`),
    task: (taskId: string) => call<Task>('GET', `/tasks/${id(taskId)}`),
    createTask: (classId: string, task: NewTask) =>
      call<Task>('POST', `/classes/${id(classId)}/tasks`, { body: task }),
    returnWork: (taskId: string, pupilId: string, comment: string) =>
      call<Task>('POST', `/tasks/${id(taskId)}/slots/${id(pupilId)}/return`, { body: { comment } }),
  };
}
