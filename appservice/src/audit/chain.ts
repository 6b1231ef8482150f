/**
 * The audit trail as a hash chain: how an entry is serialised and hashed, and what a chain must be like. Pure. The database makes the
 * chain (migration 0026); this is the second of three independent readings of docs/audit.md, docs/verify-audit.py the third.
 */
import { createHash } from 'node:crypto';

/** Values are strings, whole numbers, booleans and null, so that every language writes them alike. */
export type Details = Readonly<Record<string, string | number | boolean | null>>;

/** An entry as exports hold it. Everything but `hash` is hashed. */
export interface ChainedEntry {
  /** `subject.verb`. */
  readonly action: string;
  /** The id of a person; null for an operator or Parta itself. */
  readonly actor: string | null;
  /** UTC with microseconds, `2026-11-24T15:46:03.123456Z`. */
  readonly at: string;
  /** The id of a school, or `district`. */
  readonly chain: string;
  readonly details: Details;
  /** The hash of the entry before, in hex; of the first entry `GENESIS`. */
  readonly prev: string;
  /** From 1, without a gap. */
  readonly seq: number;
  /** SHA-256 in hex. */
  readonly hash: string;
}

/** The newest entry of a chain, as somebody kept it. */
export interface Head {
  readonly chain: string;
  readonly seq: number;
  readonly hash: string;
}

export const GENESIS = '0'.repeat(64);

/**
 * `tampered`: an entry does not have the hash that its content has. `cut`: entries are missing before the one named. `reordered`: an
 * entry stands before the one that it follows. `relinked`: an entry does not name the hash of the one before it.
 * `missing_tail`: entries up to a head that was kept are gone. `rewritten`: the entry of a kept head has another hash now.
 */
export type FaultKind = 'tampered' | 'cut' | 'reordered' | 'relinked' | 'missing_tail' | 'rewritten';

export interface Fault {
  readonly chain: string;
  /** The first bad entry. */
  readonly seq: number;
  readonly kind: FaultKind;
  /** What is wrong, for operators. */
  readonly message: string;
}

/** RFC 8785: keys in order, no spaces. Whole numbers and strings are written by JSON.stringify as the RFC asks. */
export function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const members = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`);
  return `{${members.join(',')}}`;
}

/** The hash that the content of an entry has. */
export function hashOf({ action, actor, at, chain, details, prev, seq }: Omit<ChainedEntry, 'hash'>): string {
  const hashed = canonical({ action, actor, at, chain, details, prev, seq });
  return createHash('sha256').update(hashed, 'utf8').digest('hex');
}

export interface Verifier {
  /** Takes the next entry, in the order in which it stands in the log. After the first fault of a chain the rest of it is only looked through. */
  add(entry: ChainedEntry): void;
  /** The first fault of every chain that has one, and the heads of all chains that were seen. */
  end(): { readonly faults: readonly Fault[]; readonly heads: readonly Head[] };
}

interface ChainState {
  seq: number;
  hash: string;
  fault: Fault | null;
  /** The entry that should have come when a later one did: if it comes after all, the log was reordered and not cut. */
  awaited: number | null;
}

/**
 * Verifies any number of chains in one pass, remembering of each no more than its end.
 *
 * @param kept heads from before or of the export itself: the log must reach them and say the same
 */
export function createVerifier(kept: readonly Head[] = []): Verifier {
  const chains = new Map<string, ChainState>();
  const keptOf = Map.groupBy(kept, ({ chain }) => chain);

  const stateOf = (chain: string): ChainState => {
    let state = chains.get(chain);
    if (state === undefined)
      chains.set(chain, (state = { seq: 0, hash: GENESIS, fault: null, awaited: null }));
    return state;
  };

  function faultOf(entry: ChainedEntry, { seq, hash }: ChainState): Fault | null {
    const fault = (kind: FaultKind, message: string): Fault => ({
      chain: entry.chain,
      seq: entry.seq,
      kind,
      message,
    });
    if (hashOf(entry) !== entry.hash) {
      return fault('tampered', `entry ${entry.seq} was changed: its content does not have its hash`);
    }
    const next = seq + 1;
    if (entry.seq > next) {
      const gone = entry.seq === next + 1 ? `entry ${next} is` : `entries ${next} to ${entry.seq - 1} are`;
      return fault('cut', `${gone} missing before entry ${entry.seq}`);
    }
    if (entry.seq < next) {
      return fault('reordered', `entry ${entry.seq} stands after entry ${seq}`);
    }
    if (entry.prev !== hash) {
      return fault('relinked', `entry ${entry.seq} does not continue the entry before it`);
    }
    const other = keptOf.get(entry.chain)?.find((head) => head.seq === entry.seq && head.hash !== entry.hash);
    return other === undefined
      ? null
      : fault('rewritten', `entry ${entry.seq} is not the one whose hash was kept`);
  }

  return {
    add(entry) {
      const state = stateOf(entry.chain);
      if (state.fault === null) {
        state.fault = faultOf(entry, state);
        if (state.fault?.kind === 'cut') state.awaited = state.seq + 1;
        if (state.fault === null) Object.assign(state, { seq: entry.seq, hash: entry.hash });
      } else if (entry.seq === state.awaited) {
        const message = `entry ${state.fault.seq} stands before entry ${entry.seq}`;
        state.fault = { ...state.fault, kind: 'reordered', message };
        state.awaited = null;
      }
    },
    end() {
      for (const { chain, seq } of kept) {
        const state = stateOf(chain);
        if (state.fault !== null || state.seq >= seq) continue;
        const first = state.seq + 1;
        const message = `the log ends with entry ${state.seq}, but entry ${seq} was there: its tail is missing`;
        state.fault = { chain, seq: first, kind: 'missing_tail', message };
      }
      const found = [...chains];
      return {
        faults: found.flatMap(([, { fault }]) => fault ?? []),
        heads: found.map(([chain, { seq, hash }]) => ({ chain, seq, hash })),
      };
    },
  };
}
