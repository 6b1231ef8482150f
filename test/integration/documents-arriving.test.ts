/** What comes in as a document: broken off, too large, misnamed, dangerous, damaged. */
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { expect } from 'chai';
import type { components } from '@parta/protocol';
import { pino } from 'pino';
import { loadConfig } from '../../appservice/src/config/config.ts';
import { createCore } from '../../appservice/src/core.ts';
import { atEnd } from '../support/cleanup.ts';
import { patchUpload, png, read, upload, uploaded, VIRUS, zip } from '../support/documents.ts';
import { documentsTown, type DocumentsTown } from '../support/documents-town.ts';
import { eventually } from '../support/eventually.ts';
import { startHomeserver } from '../support/homeserver.ts';
import { matrixApi, refusal } from '../support/matrix-api.ts';
import { startParta } from '../support/parta.ts';
import { makeSchool } from '../support/school.ts';

type Document = components['schemas']['Document'];

describe('documents', function () {
  this.timeout(180_000);
  let made: DocumentsTown;
  let town: DocumentsTown['town'];
  let api: string;
  let people: DocumentsTown['people'];
  const inLibrary = (name: string, more: object = {}): object => made.inLibrary(name, more);
  const mine = (name: string): object => made.mine(name);
  before(async () => {
    made = await documentsTown();
    ({ town, api, people } = made);
  });
  after(() => made.check());

  describe('what comes in', () => {
    it('goes on where it broke off, and nowhere else', async () => {
      const bytes = randomBytes(2_500_000);
      const { body } = await people.teacher!.parta.post('/uploads', {
        ...inLibrary('большой.bin'),
        size: bytes.length,
      });
      const { url, document_id: id } = body as { url: string; document_id: string };
      expect((await patchUpload(people.teacher!, url, 0, bytes.subarray(0, 1_200_000))).status).to.equal(204);
      const head = await fetch(api + url, {
        method: 'HEAD',
        headers: { authorization: `Bearer ${people.teacher!.token}` },
      });
      expect([head.headers.get('upload-offset'), head.headers.get('upload-length')]).to.deep.equal([
        '1200000',
        '2500000',
      ]);
      expect((await patchUpload(people.teacher!, url, 0, bytes.subarray(0, 10))).status).to.equal(409);
      expect((await patchUpload(people.pupil!, url, 1_200_000, bytes.subarray(1_200_000))).status).to.equal(
        404,
      );
      // The same rest twice at once, as after a break: one of them goes through.
      const rest = bytes.subarray(1_200_000);
      const both = await Promise.all([1, 2].map(() => patchUpload(people.teacher!, url, 1_200_000, rest)));
      expect(both.filter(({ status }) => status === 204).length).to.be.lessThan(2);
      const now = await fetch(api + url, {
        method: 'HEAD',
        headers: { authorization: `Bearer ${people.teacher!.token}` },
      });
      const offset = Number(now.headers.get('upload-offset') ?? bytes.length);
      if (now.status === 200 && offset < bytes.length)
        await patchUpload(people.teacher!, url, offset, bytes.subarray(offset));
      await eventually(async () => (await read(people.pupil!, `/documents/${id}/content`)).status === 200, {
        what: 'the whole file',
      });
      const whole = await read(people.pupil!, `/documents/${id}/content`);
      expect(Buffer.from(await whole.arrayBuffer()).equals(bytes)).to.equal(true);
    });

    it('is refused before a byte when it is too large', async () => {
      const answer = await people.teacher!.parta.post('/uploads', {
        ...inLibrary('film.mp4'),
        size: 2_000_000_000,
      });
      expect(refusal(answer)).to.equal('413 M_TOO_LARGE');
    });

    it('is not more than was announced', async () => {
      const { body } = await people.teacher!.parta.post('/uploads', { ...inLibrary('klein.bin'), size: 10 });
      const answer = await patchUpload(people.teacher!, (body as { url: string }).url, 0, randomBytes(20));
      expect(answer.status).to.equal(413);
    });

    it('is said to be a zip when it is one, though it is called .pdf', async () => {
      const document = (await uploaded(
        people.teacher!,
        inLibrary('отчёт.pdf'),
        zip(),
      )) as unknown as Document;
      const [version] = document.versions;
      expect([version!.content_type, version!.misnamed, version!.showable]).to.deep.equal([
        'application/zip',
        true,
        false,
      ]);
      const { body } = await people.pupil!.parta.post(`/documents/${document.document_id}/tickets`, {
        inline: true,
      });
      const answer = await fetch(api + (body as { url: string }).url);
      expect(answer.headers.get('content-type')).to.equal('application/octet-stream');
      expect(answer.headers.get('content-disposition')).to.match(/^attachment; /);
    });

    it('is never run: pages and drawings with script are only saved', async () => {
      const script = '<script>fetch("/api/v1/me")</script>';
      for (const [name, content] of [
        ['page.html', `<!doctype html>${script}`],
        ['drawing.svg', `<svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`],
        ['drawing.png', `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`],
        ['"><img src=x onerror=alert(1)>.txt', script],
      ] as const) {
        const { document_id: id } = (await uploaded(
          people.teacher!,
          inLibrary(name),
          Buffer.from(content),
        )) as unknown as Document;
        const { body } = await people.pupil!.parta.post(`/documents/${id}/tickets`, { inline: true });
        const answer = await fetch(api + (body as { url: string }).url);
        expect(answer.headers.get('content-type'), name).to.equal('application/octet-stream');
        expect(answer.headers.get('content-disposition'), name).to.match(/^attachment; /);
        expect((await read(people.pupil!, `/documents/${id}/thumbnail`)).status, name).to.equal(404);
      }
    });

    it('is refused when it is a picture of a billion pixels, without decoding it', async () => {
      const bomb = png(1, 1, { width: 40_000, height: 40_000 });
      const document = (await uploaded(
        people.teacher!,
        inLibrary('bomb.png'),
        bomb,
        'refused',
      )) as unknown as Document;
      expect(document.versions[0]!.reason).to.equal('picture_too_large');
      expect((await read(people.teacher!, `/documents/${document.document_id}/content`)).status).to.equal(
        404,
      );
      expect((await people.pupil!.parta.get(`/documents/${document.document_id}`)).status).to.equal(404);
    });

    it('stays in quarantine when the scanner finds a virus, and is read by nobody', async () => {
      const document = (await uploaded(
        people.teacher!,
        inLibrary('игра.exe'),
        Buffer.from(`MZ ${VIRUS}`),
        'quarantined',
      )) as unknown as Document;
      expect(document.versions[0]!.reason).to.equal('Test.Virus');
      for (const who of ['teacher', 'pupil', 'admin']) {
        expect((await read(people[who]!, `/documents/${document.document_id}/content`)).status, who).to.equal(
          404,
        );
      }
      expect((await people.pupil!.parta.get(`/documents/${document.document_id}`)).status).to.equal(404);
    });

    it('is held while the scanner is away, and read when it was looked at', async () => {
      await made.clamd.stop();
      const document = (await uploaded(
        people.teacher!,
        inLibrary('ждёт.txt'),
        Buffer.from('ждёт'),
        'held',
      )) as unknown as Document;
      expect((await read(people.pupil!, `/documents/${document.document_id}/content`)).status).to.equal(404);
      await made.clamd.start();
      await eventually(
        async () => (await read(people.pupil!, `/documents/${document.document_id}/content`)).status === 200,
        {
          what: 'it to be looked at',
          timeout: 60_000,
        },
      );
    });

    it('is not given out when the store holds something else', async () => {
      const document = (await uploaded(
        people.teacher!,
        inLibrary('важно.txt'),
        Buffer.from('важное'),
      )) as unknown as Document;
      const other = (await uploaded(
        people.teacher!,
        inLibrary('другое.txt'),
        Buffer.from('другое'),
      )) as unknown as Document;
      const blob = (id: string) => `(select sha256 from document_version where document_id = '${id}')`;
      await town.core.database.query(
        `update blob set location = (select location from blob where sha256 = ${blob(other.document_id)}) where sha256 = ${blob(document.document_id)}`,
      );
      const answer = await read(people.pupil!, `/documents/${document.document_id}/content`);
      expect(`${answer.status} ${((await answer.json()) as { errcode: string }).errcode}`).to.equal(
        '502 ORG.PARTA.CONTENT_DAMAGED',
      );
    });

    it('needs a place, a name and an upload of one’s own', async () => {
      const at = async (terms: object) =>
        refusal(await people.teacher!.parta.post('/uploads', { size: 1, ...terms }));
      expect(await at({ place: 'library', name: 'a' })).to.equal('400 M_INVALID_PARAM');
      expect(await at({ place: 'hand_in', name: 'a' })).to.equal('400 M_INVALID_PARAM');
      expect(await at(mine('\u200b'))).to.equal('400 M_INVALID_PARAM');
      expect(await at(mine('a'))).to.equal('201 undefined');
      expect(
        refusal(await upload(people.teacher!, { ...mine('a'), folder: 'a/'.repeat(9) }, Buffer.from('a'))),
      ).to.equal('400 M_INVALID_PARAM');
    });
  });
});

/** In a process of its own, which is killed. */
describe('an upload and a process that is killed', function () {
  this.timeout(180_000);

  it('loses nothing that was taken, and goes on in the next process', async () => {
    const parta = await startParta({ homeserver: await startHomeserver(), start: false });
    const core = await createCore(await loadConfig(parta.configFile), pino({ level: 'silent' }));
    atEnd(() => core.close());
    const personId = await (await makeSchool(core.database)).person('Анна Тестова', { role: 'staff' });
    await parta.start();
    const { userId } = await core.accounts.ensureAccount(core.database, personId);
    const { token } = await core.accounts.sessions.create({ personId, userId });
    const url = `${parta.url}/api/v1`;
    const who = { parta: matrixApi(url, token), token, url };
    const bytes = randomBytes(5_000_000);
    const { body } = await who.parta.post('/uploads', {
      place: 'personal',
      name: 'a.bin',
      size: bytes.length,
    });
    const { url: path, document_id: id } = body as { url: string; document_id: string };

    // The browser sends on and on; the process dies while pieces come.
    const offset = async (): Promise<number> => {
      const { headers } = await fetch(url + path, {
        method: 'HEAD',
        headers: { authorization: `Bearer ${token}` },
      });
      return Number(headers.get('upload-offset'));
    };
    let release = (): void => undefined;
    const killed = new Promise<void>((done) => (release = done));
    const stream = async function* () {
      yield bytes.subarray(0, 2_500_000);
      await killed;
    };
    const sending = fetch(url + path, {
      method: 'PATCH',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/offset+octet-stream',
        'upload-offset': '0',
      },
      body: Readable.toWeb(Readable.from(stream())) as ReadableStream,
      duplex: 'half',
    } as RequestInit).catch(() => undefined);
    await eventually(async () => (await offset()) >= 2_000_000, { what: 'pieces to be taken' });
    await parta.kill();
    release();
    await sending;
    await parta.start();

    const from = await offset();
    expect(from).to.be.within(2_000_000, 2_500_000);
    // Killed again between the last byte and the look at it: the job is there.
    expect((await patchUpload(who, path, from, bytes.subarray(from))).status).to.equal(204);
    await parta.kill();
    await parta.start();
    await eventually(async () => (await read(who, `/documents/${id}/content`)).status === 200, {
      what: 'the document to be there',
      timeout: 90_000,
    });
    const whole = await read(who, `/documents/${id}/content`);
    expect(Buffer.from(await whole.arrayBuffer()).equals(bytes)).to.equal(true);
  });
});
