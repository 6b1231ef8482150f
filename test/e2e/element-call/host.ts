/**
 * A page that hosts Element Call as Element's clients do: a Matrix account by matrix-js-sdk, an iframe of the same
 * origin, and the widget API between them. Runs in the page; tests call `joinWithElementCall`.
 */
import { ClientWidgetApi, type IWidgetApiRequest, MatrixWidgetType, Widget } from 'matrix-widget-api';
import {
  ClientEvent,
  createClient,
  type MatrixClient,
  MatrixEvent,
  RoomEvent,
  Room,
  RoomStateEvent,
  SyncState,
} from 'matrix-js-sdk';
import type { MatrixDevice } from '../../support/rtc-client.ts';
import { HostDriver, raw } from './driver.ts';

export interface HostOptions extends MatrixDevice {
  roomId: string;
  /** Parameters of Element Call over those that Element's clients give (docs/url_params.md of element-call). */
  params?: Record<string, string>;
}

/** What Element Call has told its host: `io.element.join`, `im.vector.hangup`, ... */
export interface HostWindow {
  actions: string[];
  joinWithElementCall: (options: HostOptions) => Promise<void>;
}

const WIDGET_ID = 'element-call';
const page = window as unknown as Window & HostWindow;
page.actions = [];

page.joinWithElementCall = async (options) => {
  const client = createClient({
    baseUrl: options.homeserver,
    userId: options.userId,
    deviceId: options.deviceId,
    accessToken: options.accessToken,
    timelineSupport: true,
  });
  const room = await openRoom(client, options.roomId);

  const url = new URL('/element-call/index.html', location.href);
  url.hash = `#?${new URLSearchParams({
    widgetId: WIDGET_ID,
    parentUrl: location.href,
    roomId: room.roomId,
    userId: options.userId,
    deviceId: options.deviceId,
    baseUrl: options.homeserver,
    intent: 'join_existing',
    skipLobby: 'true',
    perParticipantE2EE: 'false',
    lang: 'en',
    ...options.params,
  })}`;
  const iframe = document.createElement('iframe');
  iframe.allow = 'microphone; camera; display-capture; autoplay; clipboard-write';
  document.body.append(iframe);
  const widget = new Widget({
    id: WIDGET_ID,
    creatorUserId: options.userId,
    type: MatrixWidgetType.Custom,
    url: url.href,
    waitForIframeLoad: false,
  });
  const api = new ClientWidgetApi(widget, iframe, new HostDriver(client, room));
  for (const action of [
    'io.element.join',
    'im.vector.hangup',
    'io.element.close',
    'io.element.device_mute',
  ]) {
    api.on(`action:${action}`, (event: CustomEvent<IWidgetApiRequest>) => {
      event.preventDefault();
      page.actions.push(action);
      api.transport.reply(event.detail, {});
    });
  }
  api.on('action:set_always_on_screen', (event: CustomEvent<IWidgetApiRequest>) => {
    event.preventDefault();
    api.transport.reply(event.detail, { success: true });
  });
  feed(api, client, room);
  api.setViewedRoomId(room.roomId);
  iframe.src = url.href;
};

async function openRoom(client: MatrixClient, roomId: string): Promise<Room> {
  const prepared = new Promise<void>((resolve) =>
    client.on(ClientEvent.Sync, (state) => {
      if (state === SyncState.Prepared) resolve();
    }),
  );
  await client.startClient({ initialSyncLimit: 20 });
  await prepared;
  return client.getRoom(roomId) ?? pretend(client, roomId);
}

/** For somebody who knows a room's address but is not in it, with a client that was changed to try all the same. */
function pretend(client: MatrixClient, roomId: string): Room {
  const userId = client.getSafeUserId();
  const room = new Room(roomId, client, userId);
  const about = { room_id: roomId, sender: userId, origin_server_ts: Date.now() };
  room.currentState.setStateEvents([
    new MatrixEvent({
      ...about,
      event_id: '$room',
      type: 'm.room.create',
      state_key: '',
      content: { room_version: '12' },
    }),
    new MatrixEvent({
      ...about,
      event_id: '$me',
      type: 'm.room.member',
      state_key: userId,
      content: { membership: 'join' },
    }),
  ]);
  return room;
}

/** Everything that happens in the room, and what is sent to the device, goes to Element Call. */
function feed(api: ClientWidgetApi, client: MatrixClient, room: Room): void {
  room.on(RoomEvent.Timeline, (event, _room, toStart) => {
    if (!toStart && !event.isState() && !event.isSending()) void api.feedEvent(raw(event));
  });
  room.on(RoomEvent.LocalEchoUpdated, (event) => {
    if (!event.isSending() && event.status === null) void api.feedEvent(raw(event));
  });
  room.on(RoomStateEvent.Events, (event) => void api.feedStateUpdate(raw(event)));
  client.on(ClientEvent.ReceivedToDeviceMessage, ({ message, encryptionInfo }) => {
    void api.feedToDevice(message, encryptionInfo !== null);
  });
}
