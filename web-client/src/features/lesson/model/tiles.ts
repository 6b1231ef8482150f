/** Who is drawn, how large and in which order. Pure. */

export type Quality = 'good' | 'poor' | 'lost' | 'unknown';

/** Somebody in the lesson's room at the SFU. */
export interface Person {
  /** The SFU's name for this person on this device. */
  readonly identity: string;
  readonly userId: string;
  readonly name: string;
  readonly isMe: boolean;
  readonly isTeacher: boolean;
  readonly waiting: boolean;
  readonly microphone: boolean;
  readonly camera: boolean;
  readonly screen: boolean;
  readonly speaking: boolean;
  /** When they last began to speak; 0 never. Milliseconds since the epoch. */
  readonly spokeAt: number;
  readonly joinedAt: number;
  readonly quality: Quality;
}

export type Tile = {
  readonly key: string;
  readonly kind: 'camera' | 'screen';
  readonly person: Person;
};

export type Layout = 'grid' | 'speaker';

export interface Arrangement {
  /** What everybody looks at, drawn large; null in a plain grid. */
  readonly main: Tile | null;
  /** All others, in the order of the grid or strip. */
  readonly rest: readonly Tile[];
}

interface Wish {
  readonly layout: Layout;
  /** Matrix ID that the teacher has put before everybody. */
  readonly spotlight: string | null;
  /** Key of a tile that this person alone has chosen. */
  readonly pinned: string | null;
  /** Matrix IDs with a raised hand, the first one first. */
  readonly hands: readonly string[];
}

const tile = (kind: Tile['kind'], person: Person): Tile => ({
  key: `${kind} ${person.identity}`,
  kind,
  person,
});

/**
 * Teachers first, then raised hands in their order, then who has a picture, then by name; oneself last. Who speaks does
 * not move: tiles that jump about cannot be followed.
 */
export function orderPeople(
  people: readonly Person[],
  hands: readonly string[],
  compare: (a: string, b: string) => number,
): Person[] {
  const hand = ({ userId }: Person): number => {
    const at = hands.indexOf(userId);
    return at === -1 ? hands.length : at;
  };
  return people
    .filter(({ waiting }) => !waiting)
    .sort(
      (a, b) =>
        Number(a.isMe) - Number(b.isMe) ||
        Number(b.isTeacher) - Number(a.isTeacher) ||
        hand(a) - hand(b) ||
        Number(b.camera) - Number(a.camera) ||
        compare(a.name, b.name),
    );
}

/** Whoever speaks now, else whoever spoke last, else a teacher; oneself only when alone. */
export function mainSpeaker(people: readonly Person[]): Person | null {
  const others = people.filter(({ isMe, waiting }) => !isMe && !waiting);
  const candidates = others.length > 0 ? others : people.filter(({ waiting }) => !waiting);
  return (
    [...candidates].sort(
      (a, b) =>
        Number(b.speaking) - Number(a.speaking) ||
        b.spokeAt - a.spokeAt ||
        Number(b.isTeacher) - Number(a.isTeacher) ||
        a.joinedAt - b.joinedAt,
    )[0] ?? null
  );
}

/**
 * What is large and what is small. One's own pin goes before the teacher's spotlight, that before a shared screen, that
 * before the speaker. A shared screen is large in every layout: it is there to be read.
 */
export function arrange(ordered: readonly Person[], wish: Wish): Arrangement {
  const cameras = ordered.map((person) => tile('camera', person));
  const screens = ordered.filter(({ screen }) => screen).map((person) => tile('screen', person));
  const all = [...screens, ...cameras];
  const of = (userId: string | null): Tile | undefined =>
    userId === null ? undefined : all.find(({ person }) => person.userId === userId);
  const shared = screens.find(({ person }) => !person.isMe) ?? screens[0];
  const speaker = wish.layout === 'speaker' ? mainSpeaker(ordered) : null;
  const main =
    all.find(({ key }) => key === wish.pinned) ??
    of(wish.spotlight) ??
    shared ??
    cameras.find(({ person }) => person.identity === speaker?.identity) ??
    null;
  return { main, rest: all.filter(({ key }) => key !== main?.key) };
}

/** A part of the tiles; the page number is brought back into what there is. */
export function pageOf<T>(
  tiles: readonly T[],
  size: number,
  page: number,
): { readonly tiles: readonly T[]; readonly page: number; readonly pages: number } {
  const pages = Math.max(1, Math.ceil(tiles.length / size));
  const now = Math.min(Math.max(0, page), pages - 1);
  return { tiles: tiles.slice(now * size, (now + 1) * size), page: now, pages };
}
