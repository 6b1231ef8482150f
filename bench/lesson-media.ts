/**
 * What one participant of a lesson costs LiveKit: processor time and memory of its process, for somebody who only sits there, who
 * speaks, who shows their camera, and who watches and listens. The ratio is to who only sits there. Real WebRTC over the
 * loopback interface; the participants (libwebrtc) run in this process, whose own use does not count. Packets for each
 * second of processor time compare with LiveKit's published figures, whatever the machine.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AudioFrame,
  AudioSource,
  LocalAudioTrack,
  LocalVideoTrack,
  Room,
  TrackPublishOptions,
  TrackSource,
  VideoBufferType,
  VideoFrame,
  VideoSource,
  dispose,
} from '@livekit/rtc-node';
import { AccessToken, RoomServiceClient } from 'livekit-server-sdk';
import { freePort } from '../local-stack/src/ports.ts';
import { endAll } from '../test/support/cleanup.ts';
import { eventually } from '../test/support/eventually.ts';
import { type TestLivekit, startLivekit } from '../test/support/livekit.ts';

const SITTING = 12;
const SPEAKING = 8;
const SHOWING = 3;
const WATCHING = 12;
const SECONDS = 10;
/** Until a join's own work (DTLS, ICE) is over. */
const SETTLE_MS = 3_000;
const [WIDTH, HEIGHT, FPS] = [640, 360, 15];
const VIDEO_BPS = 400_000n;
/** Linux: clock ticks a second in /proc. */
const TICKS = 100;

interface Reading {
  cpuMs: number;
  memoryMb: number;
  packetsIn: number;
  packetsOut: number;
  bytesOut: number;
}

async function run(): Promise<void> {
  if (process.platform !== 'linux') {
    console.log('Reads /proc, which only Linux has: left out.');
    return;
  }
  const metrics = await freePort();
  const livekit = await startLivekit({ config: { prometheus_port: metrics, logging: { level: 'warn' } } });
  const read = (): Promise<Reading> => readServer(livekit.pid, metrics);

  const empty = await rate(read);
  const sitting = await stage(livekit, read, SITTING, () => Promise.resolve(() => {}));
  const speaking = await stage(livekit, read, SPEAKING, speak);
  const showing = await stage(livekit, read, SHOWING, show);
  const watching = await audience(livekit, read);

  console.log(`LiveKit with nobody in it: ${empty.cpuMs.toFixed(1)} ms of processor time a second`);
  const say = (who: string, cost: Reading): void =>
    console.log(
      `${who}: ${cost.cpuMs.toFixed(1)} ms of processor time a second (${(cost.cpuMs / sitting.cpuMs).toFixed(1)} × sitting there), ` +
        `${memory(cost)}${(cost.packetsIn + cost.packetsOut).toFixed(0)} packets and ` +
        `${((cost.bytesOut * 8) / 1000).toFixed(0)} kbit out a second`,
    );
  say('somebody who only sits there', sitting);
  say('somebody who speaks', speaking);
  say(`somebody who shows a camera (${WIDTH}×${HEIGHT}, ${FPS} a second, simulcast)`, showing);
  say('somebody who watches one camera and hears one voice', watching);
  const perCpuSecond = (watching.packetsOut / watching.cpuMs) * 1000;
  console.log(
    `packets sent for each second of processor time: ${perCpuSecond.toFixed(0)} ` +
      `(LiveKit's own benchmark, 16 cores: 75,000 with sound, 56,000 in a video room, 38,000 of one camera)`,
  );
}

/** Joins so many who do something, and gives the cost of one. They leave again. */
async function stage(
  livekit: TestLivekit,
  read: () => Promise<Reading>,
  count: number,
  act: (room: Room) => Promise<() => void>,
): Promise<Reading> {
  const before = await rate(read);
  const rooms = await enter(livekit, 'stage', count, { subscribe: false });
  const ends = await Promise.all(rooms.map((room) => act(room)));
  await sleep(SETTLE_MS);
  const cost = share(await rate(read), before, count);
  for (const end of ends) end();
  await Promise.all(rooms.map((room) => room.disconnect()));
  return cost;
}

/** One teacher with camera and voice; the cost of each further one who watches. */
async function audience(livekit: TestLivekit, read: () => Promise<Reading>): Promise<Reading> {
  const [teacher] = await enter(livekit, 'audience', 1, { subscribe: false });
  const ends = [await show(teacher!), await speak(teacher!)];
  await sleep(SETTLE_MS);
  const before = await rate(read);
  const watchers = await enter(livekit, 'audience', WATCHING, { subscribe: true });
  const gets = (room: Room): number =>
    [...room.remoteParticipants.values()].flatMap((other) =>
      [...other.trackPublications.values()].filter(({ track }) => track !== undefined),
    ).length;
  await eventually(() => watchers.every((room) => gets(room) === 2), {
    timeout: 60_000,
    what: 'everybody to get picture and sound',
  });
  await sleep(SETTLE_MS);
  const cost = share(await rate(read), before, WATCHING);
  for (const end of ends) end();
  await Promise.all([teacher!, ...watchers].map((room) => room.disconnect()));
  return cost;
}

async function enter(
  { url, apiUrl, apiKey, apiSecret }: TestLivekit,
  name: string,
  count: number,
  { subscribe }: { subscribe: boolean },
): Promise<Room[]> {
  await new RoomServiceClient(apiUrl, apiKey, apiSecret).createRoom({ name });
  const rooms: Room[] = [];
  for (let n = 0; n < count; n++) {
    const token = new AccessToken(apiKey, apiSecret, { identity: `${subscribe ? 'watcher' : 'guest'}-${n}` });
    token.addGrant({ roomJoin: true, room: name });
    const room = new Room();
    await room.connect(url, await token.toJwt(), { autoSubscribe: subscribe, dynacast: false });
    rooms.push(room);
  }
  return rooms;
}

/** Publishes a tone. */
async function speak(room: Room): Promise<() => void> {
  const source = new AudioSource(48_000, 1);
  const options = new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE, dtx: false });
  await room.localParticipant!.publishTrack(LocalAudioTrack.createAudioTrack('microphone', source), options);
  const samples = new Int16Array(480).map((_, n) => 8_000 * Math.sin(n / 5));
  const frame = new AudioFrame(samples, 48_000, 1, 480);
  const timer = setInterval(() => void source.captureFrame(frame).catch(() => {}), 10);
  return () => clearInterval(timer);
}

/** Publishes a picture that moves. */
async function show(room: Room): Promise<() => void> {
  const source = new VideoSource(WIDTH, HEIGHT);
  const options = new TrackPublishOptions({
    source: TrackSource.SOURCE_CAMERA,
    simulcast: true,
    videoEncoding: { maxBitrate: VIDEO_BPS, maxFramerate: FPS },
  });
  await room.localParticipant!.publishTrack(LocalVideoTrack.createVideoTrack('camera', source), options);
  const pixels = new Uint8Array((WIDTH * HEIGHT * 3) / 2).fill(128);
  let shift = 0;
  const timer = setInterval(() => {
    shift += 5;
    for (let y = 0; y < HEIGHT; y += 1)
      for (let x = 0; x < WIDTH; x += 1) pixels[y * WIDTH + x] = ((x + shift) ^ (y + 2 * shift)) & 255;
    source.captureFrame(new VideoFrame(pixels, WIDTH, HEIGHT, VideoBufferType.I420));
  }, 1000 / FPS);
  return () => clearInterval(timer);
}

/** Garbage that was collected meanwhile makes small figures meaningless. */
const memory = ({ memoryMb }: Reading): string => (memoryMb > 0.5 ? `${memoryMb.toFixed(1)} MB, ` : '');

/** What is used in a second, on average over some; memory is as it stands. */
async function rate(read: () => Promise<Reading>): Promise<Reading> {
  const [began, first] = [performance.now(), await read()];
  await sleep(SECONDS * 1000);
  const [ended, last] = [performance.now(), await read()];
  const a = (key: keyof Reading): number => ((last[key] - first[key]) * 1000) / (ended - began);
  return {
    cpuMs: a('cpuMs'),
    memoryMb: last.memoryMb,
    packetsIn: a('packetsIn'),
    packetsOut: a('packetsOut'),
    bytesOut: a('bytesOut'),
  };
}

function share(with_: Reading, without: Reading, count: number): Reading {
  const of = (key: keyof Reading): number => (with_[key] - without[key]) / count;
  return {
    cpuMs: of('cpuMs'),
    memoryMb: of('memoryMb'),
    packetsIn: of('packetsIn'),
    packetsOut: of('packetsOut'),
    bytesOut: of('bytesOut'),
  };
}

async function readServer(pid: number, metricsPort: number): Promise<Reading> {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  const sum = (name: string, direction: string): number =>
    [
      ...text.matchAll(
        new RegExp(`^livekit_packet_${name}\\{[^}]*direction="${direction}"[^}]*\\} (\\S+)$`, 'gm'),
      ),
    ].reduce((total, [, value]) => total + Number(value), 0);
  return {
    cpuMs: ((Number(stat[11]) + Number(stat[12])) * 1000) / TICKS,
    memoryMb: Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)![1]) / 1000,
    packetsIn: sum('total', 'incoming'),
    packetsOut: sum('total', 'outgoing'),
    bytesOut: sum('bytes', 'outgoing'),
  };
}

try {
  await run();
} finally {
  await endAll();
  await dispose();
}
process.exit();
