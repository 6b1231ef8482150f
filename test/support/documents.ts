/** Files for tests: uploads as a client makes them, a virus scanner, and content of all kinds. */
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { deflateSync, crc32 } from 'node:zlib';
import { atEnd } from './cleanup.ts';
import { eventually } from './eventually.ts';
import type { Answer, MatrixApi } from './matrix-api.ts';

export interface Uploader {
  readonly parta: MatrixApi;
  /** Of the session. */
  readonly token: string;
  /** Of Parta's API. */
  readonly url: string;
}

/** Bytes of an upload, from an offset on. */
export function patchUpload(
  who: Uploader,
  path: string,
  offset: number,
  bytes: Uint8Array,
): Promise<Response> {
  return fetch(`${who.url}${path}`, {
    method: 'PATCH',
    headers: {
      authorization: `Bearer ${who.token}`,
      'content-type': 'application/offset+octet-stream',
      'upload-offset': String(offset),
      'tus-resumable': '1.0.0',
    },
    body: new Uint8Array(bytes),
  });
}

/** Announces and sends a whole file; returns the answer to the announcement. */
export async function upload(who: Uploader, terms: object, bytes: Uint8Array): Promise<Answer> {
  const announced = await who.parta.post('/uploads', { size: bytes.length, ...terms });
  if (announced.status !== 201) return announced;
  const { url } = announced.body as { url: string };
  const sent = await patchUpload(who, url, 0, bytes);
  if (sent.status !== 204) throw new Error(`the bytes were refused: ${sent.status} ${await sent.text()}`);
  return announced;
}

/** Uploads and waits until it was looked at; returns the document. */
export async function uploaded(who: Uploader, terms: object, bytes: Uint8Array, state = 'ready') {
  const { status, body } = await upload(who, terms, bytes);
  if (status !== 201) throw new Error(`refused: ${status} ${JSON.stringify(body)}`);
  const { document_id: id } = body as { document_id: string };
  return eventually(
    async () => {
      const { body: document } = await who.parta.get(`/documents/${id}`);
      const found = document as { document_id: string; versions: { state: string }[] };
      return found.versions[0]?.state === state && found;
    },
    { what: `the document to be ${state}`, timeout: 30_000 },
  );
}

export function read(who: Uploader, path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${who.url}${path}`, { headers: { authorization: `Bearer ${who.token}`, ...headers } });
}

export interface FakeClamd {
  readonly address: string;
  /** Bytes of the files that it was given. */
  readonly seen: number[];
  stop(): Promise<void>;
  start(): Promise<void>;
}

export const VIRUS = 'X5O-A-TEST-VIRUS';

/** Speaks INSTREAM as clamd does; finds what holds `VIRUS`. */
export async function fakeClamd(): Promise<FakeClamd> {
  const seen: number[] = [];
  let port = 0;
  let server = createServer();
  const make = () =>
    createServer((socket) => {
      let waiting = Buffer.alloc(0);
      let begun = false;
      let content = '';
      socket.on('error', () => {});
      socket.on('data', (bytes) => {
        waiting = Buffer.concat([waiting, bytes]);
        if (!begun) {
          if (!waiting.toString('latin1').startsWith('zINSTREAM\0')) return;
          [begun, waiting] = [true, waiting.subarray(10)];
        }
        while (waiting.length >= 4 && waiting.length >= 4 + waiting.readUInt32BE(0)) {
          const length = waiting.readUInt32BE(0);
          if (length === 0) {
            seen.push(content.length);
            return void socket.end(content.includes(VIRUS) ? 'stream: Test.Virus FOUND\0' : 'stream: OK\0');
          }
          content += waiting.subarray(4, 4 + length).toString('latin1');
          waiting = waiting.subarray(4 + length);
        }
      });
    });
  const clamd = {
    get address() {
      return `127.0.0.1:${port}`;
    },
    seen,
    async start() {
      server = make();
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
      port = (server.address() as AddressInfo).port;
    },
    stop: () => new Promise<void>((done) => void server.close(() => done())),
  };
  await clamd.start();
  atEnd(() => clamd.stop());
  return clamd;
}

/** A PNG of one colour; with a size that is only claimed it is a bomb of a few bytes. */
export function png(width: number, height: number, claimed = { width, height }): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const out = Buffer.alloc(8 + body.length);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc32(body), 4 + body.length);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(claimed.width, 0);
  head.writeUInt32BE(claimed.height, 4);
  head.set([8, 0, 0, 0, 0], 8);
  const rows = Buffer.alloc((width + 1) * height, 0x55);
  for (let row = 0; row < height; row++) rows[row * (width + 1)] = 0;
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The smallest zip: an empty one is not recognised by everybody, so it holds one stored file. */
export function zip(): Buffer {
  const name = Buffer.from('a.txt');
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(20, 4);
  head.writeUInt16LE(name.length, 26);
  const directory = Buffer.alloc(46);
  directory.writeUInt32LE(0x02014b50, 0);
  directory.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(46 + name.length, 12);
  end.writeUInt32LE(30 + name.length, 16);
  return Buffer.concat([head, name, directory, name, end]);
}
