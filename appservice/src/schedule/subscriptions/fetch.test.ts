import { expect } from 'chai';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { ANY_NETWORK, fetchCalendar, PUBLIC_NETWORK, readAddress, type Fetched } from './fetch.ts';

const UNKNOWN = { etag: null, lastModified: null };
const TEXT = 'BEGIN:VCALENDAR\r\nSUMMARY:Физика\r\nEND:VCALENDAR\r\n';

describe('The address of a calendar', () => {
  const addresses: readonly [string, string | null][] = [
    ['webcal://untis.example/ical?id=7', 'https://untis.example/ical?id=7'],
    ['WEBCALS://untis.example/', 'https://untis.example/'],
    [' http://untis.example/a.ics#today ', 'http://untis.example/a.ics'],
    ['https://0x7f.1/', 'https://127.0.0.1/'],
    ['ftp://untis.example/', null],
    ['file:///etc/passwd', null],
    ['javascript:alert(1)', null],
    ['untis.example/a.ics', null],
    ['', null],
    [`https://untis.example/${'x'.repeat(2_000)}`, null],
  ];
  for (const [text, expected] of addresses) {
    it(`${text.slice(0, 40)} is ${expected ?? 'none'}`, () => expect(readAddress(text)).to.equal(expected));
  }
});

describe('A calendar that is fetched', function () {
  this.timeout(20_000);
  const servers: Server[] = [];
  const asked: { url: string; headers: IncomingHttpHeaders }[] = [];

  async function serve(handler: RequestListener, host = '127.0.0.1'): Promise<string> {
    const server = createServer((req, res) => {
      asked.push({ url: req.url!, headers: req.headers });
      handler(req, res);
    });
    server.listen(0, host);
    await once(server, 'listening');
    servers.push(server);
    return `http://${host}:${(server.address() as AddressInfo).port}/a.ics`;
  }
  const answer =
    (status: number, headers: Record<string, string> = {}, body: string | Buffer = ''): RequestListener =>
    (_req, res) =>
      void res.writeHead(status, headers).end(body);
  const get = (url: string, more: Partial<Parameters<typeof fetchCalendar>[2]> = {}): Promise<Fetched> =>
    fetchCalendar(url, UNKNOWN, { network: ANY_NETWORK, ...more });
  const kind = (fetched: Fetched): string => (fetched.kind === 'problem' ? fetched.code : fetched.kind);

  beforeEach(() => void (asked.length = 0));
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.close();
      server.closeAllConnections();
    }
  });

  it('is asked for again only when it changed', async () => {
    const url = await serve((req, res) => {
      const same = req.headers['if-none-match'] === '"7"';
      res.writeHead(same ? 304 : 200, { etag: '"7"', 'last-modified': 'Mon, 23 Nov 2026 04:00:00 GMT' });
      res.end(same ? undefined : TEXT);
    });
    const first = await get(url);
    expect(first).to.deep.equal({
      kind: 'text',
      text: TEXT,
      etag: '"7"',
      lastModified: 'Mon, 23 Nov 2026 04:00:00 GMT',
    });
    const again = await fetchCalendar(url, first as never, { network: ANY_NETWORK });
    expect(again).to.deep.equal({ kind: 'unchanged' });
    expect(asked[1]!.headers['if-modified-since']).to.equal('Mon, 23 Nov 2026 04:00:00 GMT');
  });

  const cp1251 = Buffer.from([0xd4, 0xe8, 0xe7, 0xe8, 0xea, 0xe0]);
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('Физика', 'utf16le')]);
  const texts: readonly [string, Record<string, string>, Buffer, string][] = [
    ['packed', { 'content-encoding': 'gzip' }, gzipSync('Физика'), 'Физика'],
    [
      'in the encoding that the server names',
      { 'content-type': 'text/calendar; charset="windows-1251"' },
      cp1251,
      'Физика',
    ],
    [
      'in UTF-8 when the server names none',
      { 'content-type': 'text/calendar' },
      Buffer.from('Физика'),
      'Физика',
    ],
    [
      'with a byte-order mark, which stands above the server',
      { 'content-type': 'text/calendar; charset=utf-8' },
      utf16,
      'Физика',
    ],
  ];
  for (const [what, headers, body, expected] of texts) {
    it(`is read ${what}`, async () => {
      const fetched = await get(await serve(answer(200, headers, body)));
      expect(fetched).to.deep.include({ kind: 'text', text: expected });
    });
  }

  const problems: readonly [string, RequestListener, string][] = [
    ['the server refuses', answer(403), 'not_allowed'],
    ['it is gone', answer(410), 'not_found'],
    ['the server is broken', answer(500), 'status'],
    [
      'an unknown character encoding is named',
      answer(200, { 'content-type': 'a/b; charset=klingon' }, 'x'),
      'charset_unknown',
    ],
    ['the text is in another encoding', answer(200, {}, cp1251), 'charset_wrong'],
    ['it is packed in an unknown way', answer(200, { 'content-encoding': 'br' }, 'x'), 'packing_unknown'],
    ['what is packed is damaged', answer(200, { 'content-encoding': 'gzip' }, 'x'), 'packing_broken'],
    [
      'what is packed breaks off',
      answer(200, { 'content-encoding': 'gzip' }, gzipSync(TEXT).subarray(0, -9)),
      'packing_broken',
    ],
    [
      'the connection breaks off',
      (_req, res) => void res.writeHead(200, { 'content-length': '9' }).write('x', () => res.destroy()),
      'unreachable',
    ],
    ['it leads on to a file', answer(302, { location: 'file:///etc/passwd' }), 'redirect_wrong'],
    ['it leads on to nowhere', answer(302, { location: 'https://%' }), 'redirect_wrong'],
    ['it leads round in circles', answer(302, { location: '/a.ics' }), 'redirects'],
  ];
  for (const [what, handler, code] of problems) {
    it(`is a problem when ${what}`, async () => expect(kind(await get(await serve(handler)))).to.equal(code));
  }

  it('is a problem when nobody is there, or somebody who speaks no HTTP', async () => {
    const url = await serve(answer(200));
    await new Promise((resolve) => servers.pop()!.close(resolve));
    expect(kind(await get(url))).to.equal('unreachable');
    expect(kind(await get('http://calendar.invalid/'))).to.equal('host_unknown');
    const talker = createTcpServer((socket) => void socket.on('error', () => {}).end('220 mail ready\r\n'));
    talker.listen(0, '127.0.0.1');
    await once(talker, 'listening');
    expect(kind(await get(`http://127.0.0.1:${(talker.address() as AddressInfo).port}/`))).to.equal(
      'not_http',
    );
    talker.close();
  });

  it('costs no more than it may: neither bytes, nor what they unpack to, nor time', async () => {
    const maxBytes = 100_000;
    const endless: RequestListener = (_req, res) => {
      res.writeHead(200);
      const more = (): void => void (res.destroyed || res.write('x'.repeat(10_000), more));
      more();
    };
    expect(kind(await get(await serve(endless), { maxBytes }))).to.equal('too_large');
    // Half a gigabyte of zeros in half a megabyte: what is unpacked is given up at the bound.
    const bomb = gzipSync(Buffer.alloc(512 * 1024 * 1024));
    const before = process.memoryUsage.rss();
    const bombed = await get(await serve(answer(200, { 'content-encoding': 'gzip' }, bomb)));
    expect(kind(bombed)).to.equal('too_large');
    expect(process.memoryUsage.rss() - before).to.be.below(200 * 1024 * 1024);
    const silent: RequestListener = (_req, res) => void res.writeHead(200).write('x');
    expect(kind(await get(await serve(silent), { timeoutMs: 300 }))).to.equal('too_slow');
    expect(kind(await get(await serve(() => {}), { timeoutMs: 300 }))).to.equal('too_slow');
  });

  it('never leads into a private network: not by address, name, or on the way', async () => {
    const inside = await serve(answer(200, {}, 'secret'), '127.0.0.2');
    const { port } = new URL(inside);
    for (const host of [
      '127.0.0.2',
      'localhost',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '169.254.169.254',
      '2130706433',
    ]) {
      const fetched = await get(`http://${host}:${port}/`, { network: PUBLIC_NETWORK });
      expect(kind(fetched), host).to.equal('private_address');
    }
    const network = { allows: (address: string) => address === '127.0.0.1' };
    const outside = await serve(answer(302, { location: inside }));
    expect(kind(await get(outside, { network }))).to.equal('private_address');
    expect(asked.map(({ url }) => url)).to.deep.equal(['/a.ics']);
  });

  it('tells the name and password of its address to nobody else', async () => {
    const elsewhere = await serve(answer(200, {}, TEXT));
    const url = await serve((req, res) => {
      res.writeHead(302, { location: req.url === '/a.ics' ? '/b.ics' : elsewhere }).end();
    });
    await get(url.replace('http://', 'http://anna:p%40ss@'));
    const basic = `Basic ${Buffer.from('anna:p@ss').toString('base64')}`;
    expect(asked.map(({ headers }) => headers.authorization)).to.deep.equal([basic, basic, undefined]);
  });

  it('is asked again when its server wants to be', async () => {
    expect(await get(await serve(answer(503, { 'retry-after': '120' })))).to.deep.include({
      retryAfterSeconds: 120,
    });
  });
});
