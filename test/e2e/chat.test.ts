import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import {
  closePages,
  DESKTOP,
  expectProblems,
  keepOpen,
  logIn,
  message,
  newPage,
  openRoomId,
  sessionOf,
  write,
} from './people.ts';
import { smallSchool, type SmallSchool } from './school.ts';

const act = async (page: Page, text: string, action: string): Promise<void> => {
  const item = message(page, text);
  await item.hover();
  await item.getByRole('button', { name: /^Actions/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: action, exact: true }).click();
};

/** A photo as a telephone makes it, of so many pixels, with the place where it was taken inside. */
async function photo(page: Page, width: number, height: number): Promise<Buffer> {
  const drawn = await page.evaluate(
    async ([w, h]) => {
      const canvas = new OffscreenCanvas(w!, h!);
      const context = canvas.getContext('2d')!;
      for (let y = 0; y < h!; y += 8) {
        for (let x = 0; x < w!; x += 8) {
          context.fillStyle = `hsl(${(x * 37 + y * 91) % 360} 80% ${20 + ((x * y) % 60)}%)`;
          context.fillRect(x, y, 8, 8);
        }
      }
      const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.92 });
      return [...new Uint8Array(await blob.arrayBuffer())];
    },
    [width, height],
  );
  // An APP1 segment with an empty TIFF directory (Exif 2.3, 4.5.4) and what stands for a place behind it.
  const exif = Buffer.concat([
    Buffer.from('Exif\0\0II*\0\b\0\0\0\0\0\0\0\0\0', 'latin1'),
    Buffer.from(PLACE),
  ]);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(exif.length + 2);
  const jpeg = Buffer.from(drawn);
  return Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xe1]), length, exif, jpeg.subarray(2)]);
}
const PLACE = 'GPS 55.7558 N 37.6173 E';

/** Holds requests to paths like this back until it is opened; says when there is one. */
async function gate(page: Page, path: RegExp): Promise<{ asked: Promise<void>; open(): void }> {
  const [asked, opened] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  await page.route(
    (url) => path.test(url.pathname),
    async (route) => {
      asked.resolve();
      await opened.promise;
      await route.continue().catch(() => {}); // the page has left meanwhile
    },
  );
  return { asked: asked.promise, open: () => opened.resolve() };
}

describe('The class chat on a wide screen, in English', function () {
  this.timeout(120_000);
  let school: SmallSchool;
  let teacher: Page;
  let pupil: Page;
  let chat: string;
  let pupilId: string;

  before(async () => {
    school = await smallSchool();
    const [first, second] = (await school.loginLinks('teacher-1', 'pupil-7b-1')) as [string, string];
    [teacher, pupil] = [keepOpen(await newPage(DESKTOP)), keepOpen(await newPage(DESKTOP))];
    await logIn(teacher, first, { english: true });
    await logIn(pupil, second, { english: true });
    for (const page of [teacher, pupil]) {
      await page.getByRole('link', { name: /^Class chat/ }).click();
      await page.getByRole('region', { name: 'Messages' }).waitFor();
    }
    chat = teacher.url();
    pupilId = (await sessionOf(pupil)).userId;
  });
  afterEach(closePages);
  after(async () => {
    await teacher?.context().close();
    await pupil?.context().close();
  });
  const back = (page: Page) =>
    page.goto(chat).then(() => page.getByRole('region', { name: 'Messages' }).waitFor());

  it('brings what one writes to the other at once, with the role of a teacher beside the name', async () => {
    await write(teacher, 'The test is on Friday');
    await message(pupil, 'The test is on Friday').getByText('class teacher').waitFor();
    await write(pupil, 'Thank you!');
    await message(teacher, 'Thank you!').getByText('Алиса Тестова').first().waitFor();
  });

  it('replies, and shows what is replied to', async () => {
    await write(pupil, 'What shall we bring?');
    await message(teacher, 'What shall we bring?').waitFor();
    await act(teacher, 'What shall we bring?', 'Reply');
    await write(teacher, 'Pen and ruler');
    const reply = message(pupil, 'Pen and ruler');
    await reply.getByRole('button', { name: 'Reply to: Алиса Тестова: What shall we bring?' }).waitFor();
  });

  it('edits one’s own message for everybody', async () => {
    await write(teacher, 'Bring a rular');
    await message(pupil, 'Bring a rular').waitFor();
    await act(teacher, 'Bring a rular', 'Edit');
    await teacher.getByLabel('Message', { exact: true }).fill('Bring a ruler');
    await teacher.keyboard.press('Enter');
    await message(pupil, 'Bring a ruler').getByText('edited').waitFor();
    expect(await message(pupil, 'Bring a rular').count()).to.equal(0);
    await pupil.reload();
    await message(pupil, 'Bring a ruler').getByText('edited').waitFor();
    await pupil
      .getByRole('button', { name: /^Actions for the message of Вера/ })
      .first()
      .waitFor({ state: 'attached' });
    await message(pupil, 'Bring a ruler').hover();
    await message(pupil, 'Bring a ruler')
      .getByRole('button', { name: /^Actions/ })
      .click();
    expect(
      await pupil.getByRole('dialog').getByRole('button', { name: 'Edit' }).count(),
      'of others',
    ).to.equal(0);
    expect(await pupil.getByRole('dialog').getByRole('button', { name: 'Delete message' }).count()).to.equal(
      0,
    );
    await pupil.keyboard.press('Escape');
  });

  it('edits the last message with the arrow key and gives up with Escape', async () => {
    await write(teacher, 'First version');
    await message(teacher, 'First version')
      .getByRole('button', { name: /^Actions/ })
      .waitFor({ state: 'attached' });
    const box = teacher.getByLabel('Message', { exact: true });
    await box.press('ArrowUp');
    await teacher.getByText('Editing a message').waitFor();
    expect(await box.inputValue()).to.equal('First version');
    await box.press('Escape');
    expect(await box.inputValue()).to.equal('');
  });

  it('reacts and takes it back', async () => {
    await write(pupil, 'We won the match');
    await message(teacher, 'We won the match').waitFor();
    await act(teacher, 'We won the match', 'React with 🎉');
    const reaction = message(pupil, 'We won the match').getByRole('button', {
      name: /🎉, 1 person\. Add yours/,
    });
    await reaction.click();
    await message(teacher, 'We won the match')
      .getByRole('button', { name: /🎉, 2 people, you too/ })
      .click();
    await message(pupil, 'We won the match')
      .getByRole('button', { name: /🎉, 1 person, you too/ })
      .waitFor();
  });

  it('deletes a message for everybody: one’s own, and as a teacher that of a pupil', async () => {
    await write(pupil, 'Something unkind');
    await message(teacher, 'Something unkind').waitFor();
    await act(teacher, 'Something unkind', 'Delete message');
    await teacher.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await message(pupil, 'Something unkind').waitFor({ state: 'detached' });
    await message(pupil, 'Message deleted').last().waitFor();
    await pupil.reload();
    await message(pupil, 'Message deleted').last().waitFor();
    expect(await pupil.locator('body').innerText()).to.not.include('Something unkind');
  });

  it('sends a photo with its progress, smaller and without the place where it was taken', async () => {
    const original = await photo(teacher, 3000, 2000);
    const network = await teacher.context().newCDPSession(teacher);
    const throughput = 400_000;
    await network.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 20,
      downloadThroughput: -1,
      uploadThroughput: throughput,
    });
    await teacher
      .locator('input[type=file]')
      .setInputFiles({ name: 'trip.jpg', mimeType: 'image/jpeg', buffer: original });
    await teacher.getByText('trip.jpg').first().waitFor();
    await teacher.getByRole('button', { name: 'Send', exact: true }).click();
    const bar = teacher.getByRole('progressbar', { name: /% uploaded/ });
    await eventually(
      async () => {
        const percent = Number(await bar.getAttribute('aria-valuenow'));
        return percent > 0 && percent < 100;
      },
      { what: 'the upload to be half-way', timeout: 20_000 },
    );
    await network.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: -1,
    });
    for (const page of [teacher, pupil]) {
      const image = page.getByRole('button', { name: 'Open photo: trip.jpg' }).locator('img');
      await image.waitFor();
      await eventually(() => image.evaluate((element: HTMLImageElement) => element.naturalWidth > 0), {
        what: 'the photo to be drawn',
      });
    }
    await pupil.getByRole('button', { name: 'Open photo: trip.jpg' }).click();
    const whole = pupil.getByRole('dialog').getByRole('img', { name: 'Photo: trip.jpg' });
    expect(
      await whole.evaluate((element: HTMLImageElement) => element.decode().then(() => element.naturalWidth)),
    ).to.equal(2560);
    const [download] = await Promise.all([
      pupil.waitForEvent('download'),
      pupil.getByRole('dialog').getByRole('button', { name: 'Download' }).click(),
    ]);
    const stream = await download.createReadStream();
    const sent = Buffer.concat(await stream.toArray());
    expect(sent.length).to.be.greaterThan(10_000);
    expect(sent.includes(PLACE) || sent.includes('Exif')).to.equal(false);
    await pupil.keyboard.press('Escape');
  });

  it('stops an upload when asked to, and nobody sees anything of it', async () => {
    const network = await teacher.context().newCDPSession(teacher);
    const slow = { offline: false, latency: 20, downloadThroughput: -1, uploadThroughput: 60_000 };
    await network.send('Network.emulateNetworkConditions', slow);
    const buffer = Buffer.alloc(3_000_000, 'x');
    await teacher
      .locator('input[type=file]')
      .setInputFiles({ name: 'wrong.bin', mimeType: 'application/x-demo', buffer });
    await teacher.getByRole('button', { name: 'Send', exact: true }).click();
    await teacher.getByRole('progressbar', { name: /% uploaded/ }).waitFor();
    await teacher.getByRole('button', { name: 'Cancel the upload' }).click();
    await teacher.getByText('wrong.bin').waitFor({ state: 'detached' });
    await network.send('Network.emulateNetworkConditions', { ...slow, latency: 0, uploadThroughput: -1 });
    await write(teacher, 'After the wrong file');
    await message(pupil, 'After the wrong file').waitFor();
    expect(await pupil.getByText('wrong.bin').count()).to.equal(0);
  });

  it('sends a file that comes out as it went in', async () => {
    const buffer = Buffer.from('Домашнее задание\n№ 12, 13\n');
    await pupil
      .locator('input[type=file]')
      .setInputFiles({ name: 'домашка.txt', mimeType: 'text/plain', buffer });
    await pupil.getByRole('button', { name: 'Send', exact: true }).click();
    const [download] = await Promise.all([
      teacher.waitForEvent('download'),
      teacher.getByRole('button', { name: /^Download: домашка\.txt/ }).click(),
    ]);
    expect(download.suggestedFilename()).to.equal('домашка.txt');
    expect(Buffer.concat(await (await download.createReadStream()).toArray())).to.deep.equal(buffer);
  });

  it('counts what is unread, draws the line above it, and forgets it once it was read', async () => {
    const roomId = openRoomId(teacher);
    const api = school.matrix((await sessionOf(teacher)).accessToken);
    // Synapse answers the same first sync from a cache for two minutes, so each question is a new one.
    let asked = 0;
    const unread = async (): Promise<number> => {
      const filter = encodeURIComponent(
        JSON.stringify({ room: { rooms: [roomId], timeline: { limit: ++asked } } }),
      );
      const { body } = await api.get(`/v3/sync?timeout=0&filter=${filter}`);
      const { join } = (
        body as { rooms: { join: Record<string, { unread_notifications: { notification_count: number } }> } }
      ).rooms;
      return join[roomId]!.unread_notifications.notification_count;
    };
    const allRead = { what: 'the homeserver to know that all was read', interval: 200 };
    await eventually(async () => (await unread()) === 0, allRead);
    await teacher.goto(school.url);
    await school.say(pupilId, roomId, 'One');
    await school.say(pupilId, roomId, 'Two');
    const row = teacher.getByRole('link', { name: /^Class chat/ });
    await row.getByText('2 new messages').waitFor({ state: 'attached' });
    await eventually(async () => (await teacher.title()).startsWith('(2)'), {
      what: 'the count in the title',
    });
    await row.click();
    await message(teacher, 'Two').waitFor();
    const items = teacher.locator('ol > li');
    const texts = await items.allInnerTexts();
    const line = texts.findIndex((text) => text.trim() === 'New messages');
    expect(texts[line + 1]).to.include('One');
    await row.getByText(/new message/).waitFor({ state: 'detached' });

    await eventually(async () => (await unread()) === 0, allRead);
    // Nobody is told who has read what.
    const { body } = await school.matrix((await sessionOf(pupil)).accessToken).get('/v3/sync?timeout=0');
    const { userId } = await sessionOf(teacher);
    expect(
      JSON.stringify(
        (body as { rooms: { join: Record<string, { ephemeral: object }> } }).rooms.join[roomId]!.ephemeral,
      ),
    ).to.not.include(userId);
  });

  it('loads history on scrolling up and keeps the place', async () => {
    await back(teacher);
    const roomId = openRoomId(teacher);
    for (let i = 1; i <= 60; i++) await school.say(pupilId, roomId, `Line ${i}`);
    await back(teacher);
    await message(teacher, 'Line 60').waitFor();
    const scroller = teacher.getByRole('region', { name: 'Messages' });
    /** Goes to the top and waits for more above it; returns by how many pixels what was on the screen has moved. */
    const loadMore = (): Promise<number> =>
      scroller.evaluate(async (box) => {
        const count = (): number => box.querySelectorAll('li[data-own]').length;
        const before = count();
        box.scrollTop = box.clientHeight - box.scrollHeight;
        const looked = box.querySelector('li[data-own]')!;
        const top = looked.getBoundingClientRect().top;
        const deadline = Date.now() + 10_000;
        while (count() === before && Date.now() < deadline) await new Promise(requestAnimationFrame);
        await new Promise(requestAnimationFrame);
        return Math.abs(looked.getBoundingClientRect().top - top);
      });
    while ((await message(teacher, 'Line 1').count()) === 0) expect(await loadMore()).to.be.at.most(1);

    await school.say(pupilId, roomId, 'Meanwhile below');
    await teacher.getByRole('button', { name: 'To the latest messages' }).click();
    await message(teacher, 'Meanwhile below').waitFor();
  });

  it('shows every message, though much came at once while history was loading', async () => {
    const roomId = openRoomId(teacher);
    for (let i = 1; i <= 40; i++) await school.say(pupilId, roomId, `Before ${i}`);
    await back(teacher);
    await message(teacher, 'Before 40').waitFor();
    const syncs = await gate(teacher, /\/sync$/);
    const history = await gate(teacher, /\/messages$/);
    await back(teacher);
    await message(teacher, 'Before 40').waitFor();
    const scroller = teacher.getByRole('region', { name: 'Messages' });
    const toTop = (): Promise<void> =>
      scroller.evaluate((box) => void (box.scrollTop = box.clientHeight - box.scrollHeight));
    await toTop();
    await history.asked;
    for (let i = 1; i <= 60; i++) await school.say(pupilId, roomId, `Gap ${i}`);
    syncs.open();
    await message(teacher, 'Gap 60').waitFor();
    history.open();
    const between = message(teacher, 'Gap 1');
    await eventually(async () => (await between.count()) === 1 || (await toTop(), false), {
      what: 'the message between what was there and what came',
    });
  });

  it('keeps what is half-written, in each chat its own', async () => {
    const box = pupil.getByLabel('Message', { exact: true });
    await back(pupil);
    await box.fill('Half a thou');
    await pupil.getByRole('link', { name: /^Lessons/ }).click();
    await pupil.getByRole('heading', { name: 'Lessons', level: 1 }).waitFor();
    expect(await box.inputValue()).to.equal('');
    await pupil.reload();
    await back(pupil);
    expect(await box.inputValue()).to.equal('Half a thou');
    await box.fill('');
  });

  it('lets staff announce, and everybody else read', async () => {
    await teacher.getByRole('link', { name: /^Announcements/ }).click();
    await teacher.getByRole('heading', { name: 'Announcements', level: 1 }).waitFor();
    await write(teacher, 'School starts at nine');
    await pupil.getByRole('link', { name: /^Announcements/ }).click();
    await message(pupil, 'School starts at nine').waitFor();
    await pupil.getByText('Teachers and the administration write here. You can read and react.').waitFor();
    expect(await pupil.getByLabel('Message', { exact: true }).count()).to.equal(0);
    await message(pupil, 'School starts at nine').hover();
    await message(pupil, 'School starts at nine')
      .getByRole('button', { name: /^Actions/ })
      .click();
    await pupil.getByRole('dialog').getByRole('button', { name: 'Copy text' }).waitFor();
    expect(
      await pupil
        .getByRole('dialog')
        .getByRole('button', { name: /Reply|Delete/ })
        .count(),
    ).to.equal(0);
    await pupil.keyboard.press('Escape');
  });

  it('shows HTML of other clients without anything that could do harm', async () => {
    await teacher.getByRole('link', { name: /^Lessons/ }).click();
    await teacher.getByRole('heading', { name: 'Lessons', level: 1 }).waitFor();
    const roomId = openRoomId(teacher);
    const eventId = await school.say(pupilId, roomId, {
      msgtype: 'm.text',
      body: 'plain',
      format: 'org.matrix.custom.html',
      formatted_body:
        '<mx-reply><blockquote>quoted</blockquote></mx-reply><p>Hello <strong>bold</strong> <em>soft</em></p>' +
        '<script>window.hurt = 1</script><img src="https://evil.example/x.png" alt=":smile:" onerror="window.hurt = 2">' +
        '<a href="javascript:window.hurt = 3">bad link</a> <a href="https://good.example/" onclick="window.hurt = 4">good link</a>' +
        '<iframe src="https://evil.example"></iframe><style>* { display: none }</style><svg onload="window.hurt = 5"></svg>' +
        '<p style="position: fixed; inset: 0" class="x" id="root">styled</p>',
    });
    const html = teacher.locator('li[data-own]').filter({ hasText: 'Hello bold soft' });
    await html.locator('strong').waitFor();
    expect(await html.innerText())
      .to.include(':smile:')
      .and.not.include('quoted');
    expect(
      await html
        .locator('script, img[src], iframe, style, svg[onload], [onclick], [onerror], [style*=fixed], #root')
        .count(),
    ).to.equal(0);
    expect(await html.getByText('bad link').getAttribute('href')).to.equal(null);
    const good = html.getByRole('link', { name: 'good link' });
    expect(await good.getAttribute('rel')).to.include('noopener');
    expect(await good.getAttribute('target')).to.equal('_blank');
    expect(await teacher.evaluate(() => 'hurt' in window)).to.equal(false);
    // The parser alone, which runs nothing, is enough for the policy to speak up.
    expectProblems(/script-src-attr/);
    // Whoever opens this chat later must not meet it.
    await school.redact(pupilId, roomId, eventId);
    await html.waitFor({ state: 'detached' });
  });
});
