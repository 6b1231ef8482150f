/** A homeserver in memory that answers at once and counts what it is asked, so that what is measured is Parta: as much of it as the sweep needs. */
import type { Homeserver, JsonObject, RoomMember, StateEvent } from '../appservice/src/matrix/homeserver.ts';

export interface MemoryHomeserver {
  readonly homeserver: Homeserver;
  /** Who is in a room. */
  readonly rooms: Map<string, readonly RoomMember[]>;
  /** Of rooms that the bot made. */
  readonly states: Map<string, StateEvent[]>;
  asked(): number;
}

export function memoryHomeserver(serverName: string): MemoryHomeserver {
  const botUserId = `@parta:${serverName}`;
  const rooms = new Map<string, readonly RoomMember[]>();
  const states = new Map<string, StateEvent[]>();
  const accountData = new Map<string, JsonObject>();
  let joined: Map<string, string[]> | undefined;
  let asked = 0;
  const answer = <T>(value: T): Promise<T> => {
    asked += 1;
    return Promise.resolve(value);
  };
  const roomsOf = (userId: string): string[] => {
    if (joined === undefined) {
      joined = new Map();
      for (const [roomId, members] of rooms) {
        for (const one of members) joined.set(one.userId, [...(joined.get(one.userId) ?? []), roomId]);
      }
    }
    return joined.get(userId) ?? [];
  };
  const leave = (roomId: string, userId: string): Promise<void> => {
    rooms.set(
      roomId,
      (rooms.get(roomId) ?? []).filter((one) => one.userId !== userId),
    );
    return answer(undefined);
  };

  const known = {
    serverName,
    botUserId,
    isOwnUser: (userId: string) => userId.startsWith('@parta_'),
    mayActFor: (userId: string) => userId.endsWith(`:${serverName}`),
    features: () => answer(new Set(['org.matrix.msc4155'])),
    joinedRooms: (userId: string) => answer(roomsOf(userId)),
    readMembersAs: (_actor: string, roomId: string) => answer(rooms.get(roomId) ?? null),
    readStateEventAs: (actor: string) =>
      answer({ sender: actor, content: {}, type: 'm.room.create', state_key: '' }),
    leaveAs: (userId: string, roomId: string) => leave(roomId, userId),
    kick: (roomId: string, userId: string) => leave(roomId, userId),
    readState: (roomId: string) => answer(states.get(roomId) ?? []),
    sendState: (roomId: string, type: string, stateKey: string, content: JsonObject) => {
      const others = (states.get(roomId) ?? []).filter(
        (event) => event.type !== type || event.state_key !== stateKey,
      );
      states.set(roomId, [...others, { type, state_key: stateKey, sender: botUserId, content }]);
      return answer('$event');
    },
    sendMessage: () => answer('$event'),
    readAccountData: (userId: string, type: string) => answer(accountData.get(`${userId} ${type}`) ?? null),
    writeAccountData: (userId: string, type: string, content: JsonObject) => {
      accountData.set(`${userId} ${type}`, content);
      return answer(undefined);
    },
  };
  const homeserver = new Proxy(known, {
    get(target, name) {
      if (name in target) return target[name as keyof typeof known] as unknown;
      throw new Error(`the homeserver in memory cannot ${String(name)}`);
    },
  }) as unknown as Homeserver;
  return { homeserver, rooms, states, asked: () => asked };
}
