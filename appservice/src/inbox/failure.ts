/** What a failed try means for an event, as pure rules. */
import { HomeserverError, HomeserverUnavailable } from '../matrix/homeserver.ts';

/** A stored event that this version cannot read; `message` says where. Trying again does not help. */
export class MalformedEvent extends Error {}

/** A handler that did not finish in time. */
export class HandlerTimeout extends Error {
  constructor() {
    super('the handler took too long');
    this.name = 'HandlerTimeout';
  }
}

/** Thrown into a handler's transaction when the process stops: the event is simply tried again later. */
export class Stopped extends Error {
  constructor() {
    super('the inbox is stopping');
    this.name = 'Stopped';
  }
}

// Gateways and limiters answer with these in place of the homeserver itself.
const OUTAGE_STATUS = new Set([429, 502, 503, 504]);
// SQLSTATE: connection (08), resources (53), shutdown (57P), serialisation and deadlock. Not 57014: a statement that
// takes too long is the handler's fault.
const OUTAGE_SQLSTATE = /^(?:08...|53...|57P..|40001|40P01)$/;
const OUTAGE_SYSTEM =
  /^(?:ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;

// pg says these, without a code, when a connection breaks or none is to be had in time.
const LOST_CONNECTION =
  /^(?:Connection terminated|Client (?:has encountered|was closed)|timeout exceeded when trying to connect)/;

function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}

/**
 * Whether the world was at fault and not the event: the homeserver or the database was away. Such a try does not count
 * towards the dead letters.
 */
export function isOutage(error: unknown): boolean {
  if (error instanceof HomeserverUnavailable || error instanceof Stopped) return true;
  if (error instanceof HomeserverError) return OUTAGE_STATUS.has(error.status);
  const code = codeOf(error);
  if (error instanceof Error && LOST_CONNECTION.test(error.message)) return true;
  return code !== undefined && (OUTAGE_SQLSTATE.test(code) || OUTAGE_SYSTEM.test(code));
}

const plainWord = (text: string): string => (/^[A-Za-z0-9_.:]{1,80}$/.test(text) ? text : 'Error');

/** Class and codes of an error for logs and dead letters: `HomeserverError 403 M_FORBIDDEN`. Never its text, which may quote the event. */
export function describeError(error: unknown): string {
  if (error instanceof MalformedEvent) return error.message;
  if (!(error instanceof Error)) return 'a thrown value that is not an Error';
  const codes =
    error instanceof HomeserverError ? [String(error.status), error.errcode] : [codeOf(error) ?? ''];
  return [plainWord(error.constructor.name || error.name), ...codes.filter(Boolean).map(plainWord)].join(' ');
}

const FIRST_DELAY_MS = 1_000;
const MAX_DELAY_MS = 5 * 60_000;
/** Short, because events wait in line behind this one while everything works again. */
const MAX_OUTAGE_DELAY_MS = 30_000;

/**
 * Milliseconds until the next try after `tries` failed ones (≥ 1): doubling from 1 s, at most 5 min (30 s after
 * an outage), of which a random half is left out, so that many rooms do not try at the same instant.
 */
export function retryDelay(tries: number, outage: boolean, random: () => number = Math.random): number {
  const cap = outage ? MAX_OUTAGE_DELAY_MS : MAX_DELAY_MS;
  const delay = Math.min(cap, FIRST_DELAY_MS * 2 ** Math.min(tries - 1, 30));
  return Math.round(delay * (0.5 + random() / 2));
}
