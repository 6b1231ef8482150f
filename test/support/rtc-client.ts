/** A bare MatrixRTC client: matrix-js-sdk's MatrixRTCSession in compatibility mode, as Element Call joins calls. */
import { ClientEvent, createClient, type MatrixClient, type Room, SyncState } from 'matrix-js-sdk';
import { logger } from 'matrix-js-sdk/lib/logger.js';
import type { MatrixRTCSession } from 'matrix-js-sdk/lib/matrixrtc/MatrixRTCSession.js';
import { atEnd } from './cleanup.ts';
import { eventually } from './eventually.ts';

/** A Matrix account with a device. */
export interface MatrixDevice {
  readonly homeserver: string;
  readonly userId: string;
  readonly deviceId: string;
  readonly accessToken: string;
}

export interface RtcClient {
  readonly client: MatrixClient;
  readonly room: Room;
  readonly session: MatrixRTCSession;
  /** Enters the call; who sends it while nobody is there also sends the notice that a call has begun. */
  join(options?: JoinOptions): Promise<void>;
  /** From now on nothing of this client reaches anybody, as when a tab is closed. */
  vanish(): void;
}

export interface JoinOptions {
  /** Address of the token service; of the own homeserver by default. */
  serviceUrl?: string;
  /** When the homeserver takes back the membership of who is not heard of any more: milliseconds. */
  leaveAfterMs?: number;
}

const SYNC_TIMER_MS = 80_000;

/** The SDK's log is long, and of use only to whoever looks for a mistake in the SDK. */
export function silence(): void {
  const log = logger as unknown as { methodFactory: () => () => void; rebuild(): void };
  log.methodFactory = () => () => {};
  log.rebuild();
}

/** The SDK never clears the timers of its syncs, 80 s and more (`timeoutSignal`); the tests need not live as long. */
function letGoOfTimers(): void {
  const { setTimeout: start } = globalThis;
  if ('ofSync' in start) return;
  const unlessOfSync = (callback: () => void, ms?: number, ...args: []): NodeJS.Timeout => {
    const timer = start(callback, ms, ...args);
    return ms !== undefined && ms >= SYNC_TIMER_MS ? timer.unref() : timer;
  };
  globalThis.setTimeout = Object.assign(unlessOfSync as typeof setTimeout, start, { ofSync: true });
}

/** @throws Error when the account does not get into the room */
export async function rtcClient(device: MatrixDevice, roomId: string): Promise<RtcClient> {
  silence();
  letGoOfTimers();
  let gone = false;
  const client = createClient({
    baseUrl: device.homeserver,
    userId: device.userId,
    deviceId: device.deviceId,
    accessToken: device.accessToken,
    fetchFn: (input, init) => (gone ? Promise.reject(new Error('this client is gone')) : fetch(input, init)),
  });
  const vanish = (): void => {
    gone = true;
    client.stopClient();
  };
  atEnd(() => Promise.resolve(vanish()));
  const prepared = new Promise<void>((resolve) =>
    client.on(ClientEvent.Sync, (state) => state === SyncState.Prepared && resolve()),
  );
  await client.startClient({ initialSyncLimit: 10 });
  await prepared;
  // A room that was just joined over the federation comes with a later sync.
  const room = await eventually(() => client.getRoom(roomId), {
    what: `${device.userId} to be in ${roomId}`,
  });
  const session = client.matrixRTC.getRoomSession(room);
  return {
    client,
    room,
    session,
    vanish,
    async join({ serviceUrl, leaveAfterMs } = {}) {
      const { userId, deviceId } = device;
      const transport =
        serviceUrl === undefined
          ? (await client._unstable_getRTCTransports())[0]
          : { type: 'livekit', livekit_service_url: serviceUrl };
      if (transport === undefined) throw new Error('the homeserver names no MatrixRTC transport');
      session.joinRTCSession(
        { userId, deviceId, memberId: `${userId}:${deviceId}` },
        [],
        Object.assign({}, transport, { livekit_alias: roomId }),
        {
          manageMediaKeys: false,
          callIntent: 'video',
          notificationType: 'notification',
          ...(leaveAfterMs !== undefined && {
            delayedLeaveEventDelayMs: leaveAfterMs,
            delayedLeaveEventRestartMs: leaveAfterMs / 4,
          }),
        },
      );
    },
  };
}
