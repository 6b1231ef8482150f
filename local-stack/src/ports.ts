/** Ports of the loopback interface. */
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { randomInt } from 'node:crypto';
import { StackProblem } from './problem.ts';

const given = new Set<number>();

/**
 * A port that is free for TCP and UDP, for a server that is started right away. It lies below the range from which the system takes ports
 * for outgoing connections, so that no connection can take it meanwhile.
 * @param alongside gives another port that goes with it and must be free too
 */
export async function freePort(alongside = (port: number): number => port): Promise<number> {
  for (let tries = 0; tries < 200; tries++) {
    const port = randomInt(20_000, 32_000);
    const pair = [...new Set([port, alongside(port)])];
    if (pair.some((one) => given.has(one)) || !(await Promise.all(pair.map(isUsable))).every(Boolean))
      continue;
    for (const one of pair) given.add(one);
    return port;
  }
  throw new StackProblem('No free port between 20000 and 32000 was found on 127.0.0.1.');
}

async function isUsable(port: number): Promise<boolean> {
  return (await isFree(port)) && (await isFreeUdp(port));
}

/** Whether a server could listen on this port of 127.0.0.1. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const server = createServer();
    server.once('error', () => answer(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => answer(true)));
  });
}

/** Whether a server could receive datagrams on this port of 127.0.0.1. */
export function isFreeUdp(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const socket = createSocket('udp4');
    socket.once('error', () => answer(false));
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => socket.close(() => answer(true)));
  });
}
