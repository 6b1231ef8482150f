/** Documents over HTTP with everybody's own tokens, on a real homeserver: who reads what, hands in, returns, shares. */
import { createHash, randomBytes } from 'node:crypto';
import { expect } from 'chai';
import type { components } from '@parta/protocol';
import { png, read, uploaded } from '../support/documents.ts';
import { documentsTown, type DocumentsPerson, type DocumentsTown } from '../support/documents-town.ts';
import { eventually } from '../support/eventually.ts';
import { refusal } from '../support/matrix-api.ts';

type Schemas = components['schemas'];
type Document = Schemas['Document'];
type Task = Schemas['Task'];

describe('documents', function () {
  this.timeout(180_000);
  let made: DocumentsTown;
  let town: DocumentsTown['town'];
  let api: string;
  let ids: DocumentsTown['ids'];
  let people: DocumentsTown['people'];
  const classPath = (): string => made.classPath;
  const inLibrary = (name: string, more: object = {}): object => made.inLibrary(name, more);
  const mine = (name: string): object => made.mine(name);
  before(async () => {
    made = await documentsTown();
    ({ town, api, ids, people } = made);
  });
  after(() => made.check());

  /** All addresses by which something of a document could be had. */
  async function reachOf(person: DocumentsPerson, id: string): Promise<number[]> {
    const answers = [
      (await person.parta.get(`/documents/${id}`)).status,
      (await read(person, `/documents/${id}/content`)).status,
      (await read(person, `/documents/${id}/thumbnail`)).status,
      (await person.parta.post(`/documents/${id}/tickets`, {})).status,
      (await person.parta.patch(`/documents/${id}`, { name: 'x' })).status,
      (await person.parta.delete(`/documents/${id}`)).status,
      (await person.parta.post('/uploads', { ...mine('x'), document_id: id, size: 1 })).status,
    ];
    return answers;
  }
  const NOTHING = [404, 404, 404, 404, 404, 404, 404];

  async function newTask(terms: object = {}): Promise<Task> {
    const { status, body } = await people.teacher!.parta.post(`${classPath()}/tasks`, {
      title: 'Сочинение',
      ...terms,
    });
    expect(status, JSON.stringify(body)).to.equal(200);
    return body as Task;
  }
  const getTask = async (who: string, id: string): Promise<Task> =>
    (await people[who]!.parta.get(`/tasks/${id}`)).body as Task;

  describe('the library of a class', () => {
    let document: Document;
    const picture = png(600, 400);

    before(async () => {
      document = (await uploaded(
        people.teacher!,
        inLibrary('доска.png', { folder: 'Алгебра' }),
        picture,
      )) as unknown as Document;
    });

    it('is read by pupils, parents and teachers of the class, byte for byte and by ranges', async () => {
      for (const name of ['pupil', 'classmate', 'parent', 'teacher', 'admin', 'former']) {
        const list = (await people[name]!.parta.get(`${classPath()}/documents`))
          .body as Schemas['DocumentList'];
        expect(
          list.documents.map((one) => [one.folder, one.name]),
          name,
        ).to.deep.include(['Алгебра', 'доска.png']);
        const answer = await read(people[name]!, `/documents/${document.document_id}/content`);
        expect([answer.status, Buffer.from(await answer.arrayBuffer()).equals(picture)], name).to.deep.equal([
          200,
          true,
        ]);
      }
      const part = await read(people.pupil!, `/documents/${document.document_id}/content`, {
        range: 'bytes=8-15',
      });
      expect([part.status, part.headers.get('content-range')]).to.deep.equal([
        206,
        `bytes 8-15/${picture.length}`,
      ]);
      expect(Buffer.from(await part.arrayBuffer()).equals(picture.subarray(8, 16))).to.equal(true);
      const beyond = await read(people.pupil!, `/documents/${document.document_id}/content`, {
        range: 'bytes=999999-',
      });
      expect(beyond.status).to.equal(416);
    });

    it('shows a small picture of a picture', async () => {
      const answer = await read(people.parent!, `/documents/${document.document_id}/thumbnail`);
      expect([answer.status, answer.headers.get('content-type')]).to.deep.equal([200, 'image/webp']);
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect(bytes.subarray(8, 12).toString()).to.equal('WEBP');
    });

    it('is not there for guests, teachers of other classes, other schools and nobody', async () => {
      for (const name of ['colleague', 'guest', 'elsewhere']) {
        expect(await reachOf(people[name]!, document.document_id), name).to.deep.equal(NOTHING);
        expect((await people[name]!.parta.get(`${classPath()}/documents`)).status, name).to.equal(404);
      }
      const nobody = await fetch(`${api}/documents/${document.document_id}/content`);
      expect(nobody.status).to.equal(401);
      expect((await fetch(`${api}/files/${'A'.repeat(43)}`)).status).to.equal(404);
    });

    it('is filled by teachers only', async () => {
      for (const name of ['pupil', 'parent']) {
        const answer = await people[name]!.parta.post('/uploads', { ...inLibrary('x.txt'), size: 3 });
        expect(refusal(answer), name).to.equal('403 M_FORBIDDEN');
        expect((await people[name]!.parta.delete(`/documents/${document.document_id}`)).status).to.equal(403);
      }
    });

    it('is gone for who leaves the class, with the ticket they held', async () => {
      const { body } = await people.former!.parta.post(`/documents/${document.document_id}/tickets`, {});
      await town.core.database.query(
        'update enrollment set begins_on = current_date - 9, ends_on = current_date - 1 where person_id = $1',
        [ids.former],
      );
      expect((await fetch(api + (body as { url: string }).url)).status).to.equal(404);
      expect(await reachOf(people.former!, document.document_id)).to.deep.equal(NOTHING);
    });

    it('gives content by a ticket once', async () => {
      const { body } = await people.pupil!.parta.post(`/documents/${document.document_id}/tickets`, {
        inline: true,
      });
      const { url } = body as { url: string };
      const first = await fetch(api + url);
      expect([first.status, first.headers.get('content-type')]).to.deep.equal([200, 'image/png']);
      expect(first.headers.get('content-disposition')).to.match(/^inline; /);
      expect(first.headers.get('content-security-policy')).to.match(/default-src 'none'.*sandbox/);
      expect(first.headers.get('x-content-type-options')).to.equal('nosniff');
      expect((await fetch(api + url)).status).to.equal(404);
    });

    it('keeps versions, and tells the class in its chat', async () => {
      await uploaded(
        people.teacher!,
        { ...inLibrary('доска.png'), document_id: document.document_id },
        png(10, 10),
      );
      const { body } = await people.pupil!.parta.get(`/documents/${document.document_id}`);
      expect((body as Document).versions.map(({ number }) => number)).to.deep.equal([2, 1]);
      const old = await read(people.pupil!, `/documents/${document.document_id}/content?version=1`);
      expect(Buffer.from(await old.arrayBuffer()).equals(picture)).to.equal(true);
      const chat = await town.room('class_chat');
      await town.core.database.query(
        `select graphile_worker.add_job('documents.tell', json_build_object('classId', $1::text), job_key := 'documents.tell:' || $1)`,
        [town.school.classId],
      );
      await eventually(
        async () => {
          const { body: page } = await people.pupil!.matrix.get(
            `/v3/rooms/${encodeURIComponent(chat)}/messages?dir=b&limit=20`,
          );
          const { chunk } = page as { chunk: { content: { body?: string } }[] };
          return chunk.some(
            ({ content }) =>
              content.body?.includes('«доска.png»') && content.body.includes(`${classPath()}/documents`),
          );
        },
        { what: 'the class to be told', timeout: 60_000 },
      );
    });
  });

  describe('work that is handed in', () => {
    it('is seen by the pupil, their guardian and the teacher, and by nobody else', async () => {
      const task = await newTask({ due_at: new Date(Date.now() + 3_600_000).toISOString() });
      const work = (await uploaded(
        people.pupil!,
        { place: 'hand_in', task_id: task.task_id, name: 'сочинение.txt' },
        Buffer.from('Как я провела лето'),
      )) as unknown as Document;
      for (const name of ['pupil', 'parent', 'teacher']) {
        const { slots } = await getTask(name, task.task_id);
        const slot = slots.find(({ pupil }) => pupil.person_id === ids.pupil);
        expect([slot?.standing, slot?.documents.map((one) => one.name)], name).to.deep.equal([
          'handed_in',
          ['сочинение.txt'],
        ]);
        expect((await read(people[name]!, `/documents/${work.document_id}/content`)).status, name).to.equal(
          200,
        );
      }
      for (const name of ['classmate', 'otherParent', 'admin', 'colleague', 'guest', 'elsewhere', 'former']) {
        expect(await reachOf(people[name]!, work.document_id), name).to.deep.equal(NOTHING);
      }
      const seen = async (name: string): Promise<string[]> =>
        (await getTask(name, task.task_id)).slots.map(({ pupil }) => pupil.person_id);
      expect(await seen('classmate')).to.deep.equal([ids.classmate]);
      expect(await seen('otherParent')).to.deep.equal([ids.classmate]);
      expect(await seen('teacher')).to.have.members([ids.pupil, ids.classmate]);
      for (const name of ['admin', 'colleague', 'guest', 'elsewhere', 'former']) {
        expect((await people[name]!.parta.get(`/tasks/${task.task_id}`)).status, name).to.equal(404);
      }
    });

    it('comes back with a comment, which pupil and parent read, and the log tells of', async () => {
      const task = await newTask();
      const give = (who: string, pupil = ids.pupil!) =>
        people[who]!.parta.post(`/tasks/${task.task_id}/slots/${pupil}/return`, { comment: 'Хорошо!' });
      expect(refusal(await give('teacher'))).to.equal('409 ORG.PARTA.NOTHING_HANDED_IN');
      await uploaded(
        people.pupil!,
        { place: 'hand_in', task_id: task.task_id, name: 'a.txt' },
        Buffer.from('раз'),
      );
      for (const who of ['pupil', 'parent', 'classmate']) expect((await give(who)).status, who).to.equal(403);
      expect((await give('teacher')).status).to.equal(200);
      for (const who of ['pupil', 'parent']) {
        const slot = (await getTask(who, task.task_id)).slots[0]!;
        expect([slot.standing, slot.comments.map(({ text }) => text)], who).to.deep.equal([
          'returned',
          ['Хорошо!'],
        ]);
      }
      const { rows } = await town.core.database.query('select actor_id from audit_entry where action = $1', [
        'task.return',
      ]);
      expect(rows).to.deep.include({ actor_id: ids.teacher });
    });

    it('is late after the deadline, and missing until it comes', async () => {
      const task = await newTask({ due_at: new Date(Date.now() - 60_000).toISOString() });
      expect((await getTask('pupil', task.task_id)).slots[0]!.standing).to.equal('missing');
      await uploaded(
        people.pupil!,
        { place: 'hand_in', task_id: task.task_id, name: 'a.txt' },
        Buffer.from('поздно'),
      );
      expect((await getTask('pupil', task.task_id)).slots[0]!.standing).to.equal('late');
    });

    it('is asked for by teachers of the class alone, and handed in by its pupils alone', async () => {
      for (const who of ['pupil', 'parent']) {
        expect((await people[who]!.parta.post(`${classPath()}/tasks`, { title: 'x' })).status, who).to.equal(
          403,
        );
      }
      expect((await people.colleague!.parta.post(`${classPath()}/tasks`, { title: 'x' })).status).to.equal(
        404,
      );
      const task = await newTask();
      for (const [who, status] of [
        ['parent', 404],
        ['elsewhere', 404],
        ['colleague', 404],
      ] as const) {
        const answer = await people[who]!.parta.post('/uploads', {
          place: 'hand_in',
          task_id: task.task_id,
          name: 'x',
          size: 1,
        });
        expect(answer.status, who).to.equal(status);
      }
    });
  });

  describe('the personal store', () => {
    it('is its owner’s alone, and shared into a chat for those who are in it, until it is revoked', async () => {
      const document = (await uploaded(
        people.parent!,
        mine('справка.txt'),
        Buffer.from('справка'),
      )) as unknown as Document;
      const id = document.document_id;
      for (const who of ['pupil', 'teacher', 'admin', 'elsewhere']) {
        expect(await reachOf(people[who]!, id), who).to.deep.equal(NOTHING);
      }
      const room = await town.room('parents_chat');
      await people.parent!.matrix.post(`/v3/join/${encodeURIComponent(room)}`, {});
      const share = (seconds = 3600, roomId = room) =>
        people.parent!.parta.post(`/documents/${id}/shares`, {
          room_id: roomId,
          expires_in_seconds: seconds,
        });
      expect((await share(3600, await town.room('class_chat'))).status).to.equal(403);
      expect((await share(31_000_000)).status).to.equal(400);
      const { status, body } = await share();
      expect(status, JSON.stringify(body)).to.equal(201);
      const made = body as { url: string; share: { share_id: string } };
      const open = (who: string) =>
        people[who]!.parta.post('/shared/open', { token: made.url.split('#')[1]! });
      expect((await people.teacher!.matrix.post(`/v3/join/${encodeURIComponent(room)}`, {})).status).to.equal(
        200,
      );
      const opened = await open('teacher');
      expect([opened.status, (opened.body as { name: string }).name]).to.deep.equal([200, 'справка.txt']);
      const file = await fetch(api + (opened.body as { ticket: { url: string } }).ticket.url);
      expect([file.status, await file.text()]).to.deep.equal([200, 'справка']);
      for (const who of ['pupil', 'guest', 'elsewhere']) expect((await open(who)).status, who).to.equal(404);
      expect((await people.teacher!.parta.delete(`/shares/${made.share.share_id}`)).status).to.equal(404);
      expect((await people.parent!.parta.delete(`/shares/${made.share.share_id}`)).status).to.equal(204);
      expect((await open('teacher')).status).to.equal(404);
    });

    it('keeps one content once, and tells nobody that it was there', async () => {
      const bytes = randomBytes(50_000);
      const blobs = async () =>
        (
          await town.core.database.query('select location from blob where sha256 = $1', [
            createHash('sha256').update(bytes).digest(),
          ])
        ).rows;
      await uploaded(people.parent!, mine('один.bin'), bytes);
      const before = await blobs();
      const second = (await uploaded(people.pupil!, mine('другой.bin'), bytes)) as unknown as Document;
      expect(await blobs())
        .to.deep.equal(before)
        .and.to.have.length(1);
      expect(JSON.stringify(second)).to.not.contain('mxc:');
      const { body } = await people.pupil!.parta.get('/me/documents');
      expect((body as Schemas['DocumentList']).used_bytes).to.equal(bytes.length);
    });

    it('never takes more than there is room for, however many come at once', async () => {
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, index) =>
          people.classmate!.parta.post('/uploads', { ...mine(`${index}.bin`), size: 700_000 }),
        ),
      );
      expect(answers.filter(({ status }) => status === 201)).to.have.length(4);
      for (const answer of answers.filter(({ status }) => status !== 201)) {
        expect(refusal(answer)).to.equal('413 ORG.PARTA.QUOTA');
      }
      for (const { body } of answers.filter(({ status }) => status === 201)) {
        expect((await people.classmate!.parta.delete((body as { url: string }).url)).status).to.equal(204);
      }
      expect(
        (await people.classmate!.parta.post('/uploads', { ...mine('a'), size: 700_000 })).status,
      ).to.equal(201);
    });
  });
});
