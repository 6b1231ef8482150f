/** Looks through files for viruses by clamd's INSTREAM (clamd(8), "COMMANDS"). */
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { connect } from 'node:net';

/** What was found: the name that the scanner gives it, or null. */
export type Scan = (file: string) => Promise<string | null>;

/** Nobody could say whether there is a virus. */
export class ScannerUnavailable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ScannerUnavailable';
  }
}

const PIECE = 256 * 1024;
const MOST_ANSWER = 4096;

/** @param address `host:port` */
export function createScanner(address: string, timeoutMs = 120_000): Scan {
  const colon = address.lastIndexOf(':');
  const host = address.slice(0, colon).replace(/^\[|\]$/g, '');
  const port = Number(address.slice(colon + 1));

  return async (file) => {
    const socket = connect({ host, port });
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error('no answer in time')));
    let answer = '';
    try {
      const answered = (async () => {
        for await (const piece of socket) {
          answer += String(piece);
          if (answer.includes('\0') || answer.length > MOST_ANSWER) break;
        }
      })();
      // Whoever answers early, e.g. that a file is too large, stops reading: then the answer counts, not the write.
      const sent = send(socket, file).catch(() => undefined);
      await answered;
      await sent;
    } catch (error) {
      throw new ScannerUnavailable((error as Error).message, { cause: error });
    } finally {
      socket.destroy();
    }
    const said = answer.replace(/\0[^]*$/, '').trim();
    if (/^stream: OK$/.test(said)) return null;
    const virus = /^stream: (.+) FOUND$/.exec(said)?.[1];
    if (virus !== undefined) return virus.slice(0, 200);
    throw new ScannerUnavailable(said === '' ? 'no answer' : 'the scanner answered with an error');
  };
}

async function send(socket: ReturnType<typeof connect>, file: string): Promise<void> {
  const write = async (bytes: Uint8Array): Promise<void> => {
    if (!socket.write(bytes)) await Promise.race([once(socket, 'drain'), once(socket, 'close')]);
  };
  await write(Buffer.from('zINSTREAM\0'));
  for await (const piece of createReadStream(file, { highWaterMark: PIECE })) {
    if (socket.destroyed) return;
    const bytes = piece as Buffer;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    await write(length);
    await write(bytes);
  }
  await write(Buffer.alloc(4));
}
