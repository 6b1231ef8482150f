/** What Element Call may ask of the client that it is a widget of, done with a real Matrix account. Runs in the page. */
import {
  type IGetMediaConfigResult,
  type IOpenIDUpdate,
  type IReadEventRelationsResult,
  type IRoomEvent,
  type IRtcTransportsResult,
  type ISendDelayedEventDetails,
  type ISendEventDetails,
  type IWidgetApiErrorResponseDataDetails,
  OpenIDRequestState,
  type SimpleObservable,
  WidgetDriver,
} from 'matrix-widget-api';
import {
  type Direction,
  MatrixError,
  type MatrixClient,
  type MatrixEvent,
  type Room,
  type SendToDeviceContentMap,
} from 'matrix-js-sdk';

/** The names of events and their contents come from the widget, so the SDK's tables of known types do not apply. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Any = any;

export class HostDriver extends WidgetDriver {
  readonly #client: MatrixClient;
  readonly #room: Room;

  constructor(client: MatrixClient, room: Room) {
    super();
    this.#client = client;
    this.#room = room;
  }

  // All that it asks for, as Element's clients allow to the Element Call that they bring along.
  override validateCapabilities(requested: Set<string>): Promise<Set<string>> {
    return Promise.resolve(requested);
  }

  override getKnownRooms(): string[] {
    return [this.#room.roomId];
  }

  override async sendEvent(type: string, content: Any, stateKey?: string | null): Promise<ISendEventDetails> {
    const { roomId } = this.#room;
    const sent =
      typeof stateKey === 'string'
        ? await this.#client.sendStateEvent(roomId, type as Any, content, stateKey)
        : type === 'm.room.redaction'
          ? await this.#client.redactEvent(roomId, String(content.redacts))
          : await this.#client.sendEvent(roomId, type as Any, content);
    return { roomId, eventId: sent.event_id };
  }

  override async sendDelayedEvent(
    delay: number,
    type: string,
    content: Any,
    stateKey?: string | null,
  ): Promise<ISendDelayedEventDetails> {
    const { roomId } = this.#room;
    const sent =
      typeof stateKey === 'string'
        ? await this.#client._unstable_sendDelayedStateEvent(
            roomId,
            { delay },
            type as Any,
            content,
            stateKey,
          )
        : await this.#client._unstable_sendDelayedEvent(roomId, { delay }, null, type as Any, content);
    return { roomId, delayId: sent.delay_id };
  }

  override async cancelScheduledDelayedEvent(delayId: string): Promise<void> {
    await this.#client._unstable_cancelScheduledDelayedEvent(delayId);
  }

  override async restartScheduledDelayedEvent(delayId: string): Promise<void> {
    await this.#client._unstable_restartScheduledDelayedEvent(delayId);
  }

  override async sendScheduledDelayedEvent(delayId: string): Promise<void> {
    await this.#client._unstable_sendScheduledDelayedEvent(delayId);
  }

  override async sendToDevice(
    type: string,
    encrypted: boolean,
    contents: Record<string, Record<string, object>>,
  ): Promise<void> {
    if (encrypted) throw new Error('lessons are not encrypted, and neither is this host');
    const map: SendToDeviceContentMap = new Map(
      Object.entries(contents).map(([user, devices]) => [user, new Map(Object.entries(devices))]),
    );
    await this.#client.sendToDevice(type, map);
  }

  override readRoomState(_roomId: string, type: string, stateKey?: string): Promise<IRoomEvent[]> {
    const state = this.#room.currentState;
    const found =
      stateKey === undefined ? state.getStateEvents(type) : [state.getStateEvents(type, stateKey)];
    return Promise.resolve(found.filter((event) => event !== null).map(raw));
  }

  override readRoomTimeline(
    _roomId: string,
    type: string,
    msgtype: string | undefined,
    stateKey: string | undefined,
    limit: number,
    since: string | undefined,
  ): Promise<IRoomEvent[]> {
    const found: MatrixEvent[] = [];
    for (const event of this.#room.getLiveTimeline().getEvents().toReversed()) {
      if (found.length === (limit || Infinity) || event.getId() === since) break;
      if (event.getType() !== type) continue;
      if (msgtype !== undefined && event.getContent()['msgtype'] !== msgtype) continue;
      if (stateKey !== undefined && event.getStateKey() !== stateKey) continue;
      found.push(event);
    }
    return Promise.resolve(found.map(raw));
  }

  override async readEventRelations(
    eventId: string,
    roomId = this.#room.roomId,
    relation?: string,
    type?: string,
    from?: string,
    to?: string,
    limit?: number,
    direction?: 'f' | 'b',
  ): Promise<IReadEventRelationsResult> {
    const { events, nextBatch, prevBatch } = await this.#client.relations(
      roomId,
      eventId,
      relation ?? null,
      type ?? null,
      {
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
        ...(limit !== undefined && { limit }),
        ...(direction !== undefined && { dir: direction as Direction }),
      },
    );
    return {
      chunk: events.map(raw),
      ...(nextBatch && { nextBatch }),
      ...(prevBatch && { prevBatch }),
    };
  }

  override readStickyEvents(): Promise<IRoomEvent[]> {
    return Promise.resolve([]);
  }

  override askOpenID(observer: SimpleObservable<IOpenIDUpdate>): void {
    this.#client.getOpenIdToken().then(
      (token) => observer.update({ state: OpenIDRequestState.Allowed, token }),
      () => observer.update({ state: OpenIDRequestState.Blocked }),
    );
  }

  override async getRtcTransports(): Promise<IRtcTransportsResult> {
    return { rtc_transports: await this.#client._unstable_getRTCTransports() };
  }

  override async getMediaConfig(): Promise<IGetMediaConfigResult> {
    return this.#client.getMediaConfig(true);
  }

  override async downloadFile(uri: string): Promise<{ file: XMLHttpRequestBodyInit }> {
    const url = this.#client.mxcUrlToHttp(uri, undefined, undefined, undefined, false, true, true);
    const answer = await fetch(url!, {
      headers: { authorization: `Bearer ${this.#client.getAccessToken()}` },
    });
    return { file: await answer.blob() };
  }

  override processError(error: unknown): IWidgetApiErrorResponseDataDetails | undefined {
    return error instanceof MatrixError ? { matrix_api_error: error.asWidgetApiErrorData() } : undefined;
  }
}

/** An event as the homeserver gave it. */
export function raw(event: MatrixEvent): IRoomEvent {
  return event.getEffectiveEvent() as IRoomEvent;
}
