import { PassThrough } from 'node:stream';
import type { IncomingMessage } from 'node:http';
import { expect } from 'chai';
import { BodyError, createGate, readBody } from './request-body.ts';

const limits = { maxBytes: 100, timeoutMs: 1_000 };

function request(headers: Record<string, string> = {}): PassThrough & IncomingMessage {
  return Object.assign(new PassThrough(), { headers }) as unknown as PassThrough & IncomingMessage;
}

async function refusal(work: Promise<unknown>): Promise<BodyError> {
  try {
    await work;
  } catch (error) {
    expect(error).to.be.instanceOf(BodyError);
    return error as BodyError;
  }
  throw new Error('it was not refused');
}

describe('reading a body', () => {
  it('puts its pieces together, also where a character is cut in two', async () => {
    const body = request();
    const bytes = Buffer.from('урок');
    body.write(bytes.subarray(0, 3));
    body.end(bytes.subarray(3));
    expect(await readBody(body, limits)).to.equal('урок');
  });

  it('refuses one that says it is too large, before reading it', async () => {
    expect(await refusal(readBody(request({ 'content-length': '101' }), limits))).to.include({
      status: 413,
      errcode: 'M_TOO_LARGE',
    });
  });

  it('refuses one that turns out to be too large', async () => {
    const body = request();
    body.end('x'.repeat(101));
    expect(await refusal(readBody(body, limits))).to.include({ status: 413 });
  });

  it('refuses one that comes too slowly', async () => {
    const body = request();
    body.write('x');
    expect(await refusal(readBody(body, { ...limits, timeoutMs: 10 }))).to.include({ status: 408 });
  });

  it('refuses one that is cut off', async () => {
    const body = request();
    body.write('x');
    const read = readBody(body, limits);
    body.destroy();
    expect(await refusal(read)).to.include({ status: 400 });
  });

  it('refuses one that is not UTF-8 and names the byte', async () => {
    const body = request();
    body.end(Buffer.from([0x22, 0xd1, 0x83, 0x22, 0xff, 0x22]));
    const error = await refusal(readBody(body, limits));
    expect(error).to.include({ status: 400, errcode: 'M_NOT_JSON' });
    expect(error.message).to.contain('byte 4');
  });

  it('refuses a compressed one', async () => {
    expect(await refusal(readBody(request({ 'content-encoding': 'gzip' }), limits))).to.include({
      status: 415,
    });
  });
});

describe('the gate', () => {
  it('lets so many in at once, the others in order, and turns away when too many wait', async () => {
    const gate = createGate(2, 2);
    const entered: number[] = [];
    const leave: (() => void)[] = [];
    const visit = (number: number) =>
      gate.run(async () => {
        entered.push(number);
        await new Promise<void>((resolve) => (leave[number] = resolve));
      });
    const visits = [0, 1, 2, 3].map(visit);
    expect(await refusal(visit(4))).to.include({ status: 503 });
    expect(entered).to.deep.equal([0, 1]);
    leave[1]!();
    await visits[1];
    expect(entered).to.deep.equal([0, 1, 2]);
    leave[0]!();
    await visits[0];
    expect(entered).to.deep.equal([0, 1, 2, 3]);
    leave[2]!();
    leave[3]!();
    await Promise.all(visits);
  });

  it('frees the place of work that failed', async () => {
    const gate = createGate(1, 0);
    await gate.run(() => Promise.reject(new Error('x'))).catch(() => {});
    expect(await gate.run(() => Promise.resolve('in'))).to.equal('in');
  });
});
