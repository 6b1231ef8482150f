/** Reads request bodies that may be large, within bounds of size, time and memory. */
import type { IncomingMessage } from 'node:http';

/** The body cannot be taken; `status` and `errcode` are for the answer. */
export class BodyError extends Error {
  readonly status: number;
  readonly errcode: string;
  constructor(status: number, errcode: string, message: string) {
    super(message);
    this.name = 'BodyError';
    this.status = status;
    this.errcode = errcode;
  }
}

export interface BodyLimits {
  /** Bytes. */
  readonly maxBytes: number;
  /** Milliseconds for the whole body. */
  readonly timeoutMs: number;
}

async function readBytes(request: IncomingMessage, { maxBytes, timeoutMs }: BodyLimits): Promise<Buffer> {
  const tooLarge = (): BodyError =>
    new BodyError(413, 'M_TOO_LARGE', `The body is larger than ${maxBytes} bytes.`);
  if (request.readableEnded) {
    throw new Error('the body was read before: mount the inbox router before any body parser');
  }
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge();
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') {
    throw new BodyError(415, 'M_UNKNOWN', 'Content-Encoding is not supported: send the body as it is.');
  }

  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => {
      finish(new BodyError(408, 'M_UNKNOWN', `The body did not arrive within ${timeoutMs} ms.`));
    }, timeoutMs);
    const finish = (error: Error | null): void => {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('error', onBroken).off('close', onBroken);
      if (error === null) return resolve(Buffer.concat(chunks, size));
      // What still comes is thrown away: the answer closes the connection.
      request.on('error', () => {});
      request.resume();
      reject(error);
    };
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > maxBytes) return finish(tooLarge());
      chunks.push(chunk);
    };
    const onEnd = (): void => finish(null);
    const onBroken = (): void =>
      finish(new BodyError(400, 'M_UNKNOWN', 'The connection broke before the body was complete.'));
    request.on('data', onData).on('end', onEnd).on('error', onBroken).on('close', onBroken);
  });
}

/** The body as text (UTF-8). Throws BodyError when it is too large, too slow, cut off or not UTF-8. */
export async function readBody(request: IncomingMessage, limits: BodyLimits): Promise<string> {
  const bytes = await readBytes(request, limits);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new BodyError(400, 'M_NOT_JSON', `The body is not UTF-8: see byte ${firstBadByte(bytes)}.`);
  }
}

/** The offset of the first byte that is not part of valid UTF-8. */
function firstBadByte(bytes: Buffer): number {
  const isStart = (end: number): boolean => {
    try {
      // `stream` allows a character that goes on after the end.
      new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(0, end), {
        stream: true,
      });
      return true;
    } catch {
      return false;
    }
  };
  let [good, bad] = [0, bytes.length];
  while (bad - good > 1) {
    const middle = (good + bad) >>> 1;
    if (isStart(middle)) good = middle;
    else bad = middle;
  }
  return good;
}

export interface Gate {
  /** Runs `work` when a place is free. Throws BodyError 503 when too many already wait. */
  run<T>(work: () => Promise<T>): Promise<T>;
}

/** Lets `places` run at once and `maxWaiting` wait, which bounds the memory that bodies take. */
export function createGate(places: number, maxWaiting: number): Gate {
  const waiting: (() => void)[] = [];
  let free = places;
  return {
    async run(work) {
      if (free > 0) {
        free--;
      } else {
        if (waiting.length >= maxWaiting) {
          throw new BodyError(503, 'M_UNKNOWN', 'Too many transactions at once: send this one again later.');
        }
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
      try {
        return await work();
      } finally {
        // The place goes straight to the next in line, so that nobody slips in between.
        const next = waiting.shift();
        if (next === undefined) free++;
        else next();
      }
    },
  };
}
