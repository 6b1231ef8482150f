/** A person with any Matrix client, talking to the bot. */
import { randomUUID } from 'node:crypto';
import { eventually } from './eventually.ts';
import type { MatrixApi } from './matrix-api.ts';

export interface BotAnswer {
  readonly eventId: string;
  readonly body: string;
  readonly html: string;
}

interface Message {
  event_id: string;
  sender: string;
  type: string;
  content: {
    msgtype?: string;
    body?: string;
    formatted_body?: string;
    'm.relates_to'?: { 'm.in_reply_to'?: { event_id?: string } };
  };
}

export interface BotChat {
  readonly roomId: string;
  /** Writes a message and returns its event id. */
  readonly send: (body: string, more?: object) => Promise<string>;
  /** What the bot said so far, oldest first. */
  readonly said: () => Promise<BotAnswer[]>;
  /** The answers to a message, so far. */
  readonly answersTo: (eventId: string) => Promise<BotAnswer[]>;
  /** Writes and waits for the answer. */
  readonly ask: (body: string) => Promise<string>;
}

export function botChat(api: MatrixApi, roomId: string, botUserId: string): BotChat {
  const path = `/v3/rooms/${encodeURIComponent(roomId)}`;
  async function notices(): Promise<Message[]> {
    const { body } = await api.get(`${path}/messages?dir=b&limit=100`);
    return ((body as { chunk?: Message[] }).chunk ?? [])
      .filter(({ sender, type }) => sender === botUserId && type === 'm.room.message')
      .reverse();
  }
  const read = ({ event_id: eventId, content }: Message): BotAnswer => ({
    eventId,
    body: content.body ?? '',
    html: content.formatted_body ?? '',
  });
  const chat: BotChat = {
    roomId,
    async send(body, more = {}) {
      const { status, body: answer } = await api.put(`${path}/send/m.room.message/${randomUUID()}`, {
        msgtype: 'm.text',
        body,
        ...more,
      });
      if (status !== 200) throw new Error(`not sent: ${JSON.stringify(answer)}`);
      return (answer as { event_id: string }).event_id;
    },
    said: async () => (await notices()).map(read),
    answersTo: async (eventId) =>
      (await notices())
        .filter(({ content }) => content['m.relates_to']?.['m.in_reply_to']?.event_id === eventId)
        .map(read),
    async ask(body) {
      const eventId = await chat.send(body);
      const [answer] = await eventually(
        async () => {
          const answers = await chat.answersTo(eventId);
          return answers.length > 0 && answers;
        },
        { what: `the bot to answer ${body}`, timeout: 20_000 },
      );
      return answer!.body;
    },
  };
  return chat;
}

let filters = 0;

/** The rooms that somebody is invited to. */
export async function pendingInvites(api: MatrixApi): Promise<string[]> {
  // Synapse keeps answers to equal requests without `since` for two minutes; each filter here is another one.
  const filter = encodeURIComponent(JSON.stringify({ room: { timeline: { limit: (filters += 1) } } }));
  const { body } = await api.get(`/v3/sync?timeout=0&filter=${filter}`);
  return Object.keys((body as { rooms?: { invite?: object } }).rooms?.invite ?? {});
}

/** Starts a direct chat with the bot and waits for its welcome. */
export async function startBotChat(api: MatrixApi, botUserId: string): Promise<BotChat> {
  const { status, body } = await api.post('/v3/createRoom', {
    preset: 'trusted_private_chat',
    is_direct: true,
    invite: [botUserId],
  });
  if (status !== 200) throw new Error(`no chat: ${JSON.stringify(body)}`);
  const chat = botChat(api, (body as { room_id: string }).room_id, botUserId);
  await eventually(async () => (await chat.said()).length > 0, {
    what: 'the bot to come into the direct chat',
    timeout: 20_000,
  });
  return chat;
}
