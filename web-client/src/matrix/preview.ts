import type { MessagePreview, RawEvent } from './types.ts';

type Preview = Omit<MessagePreview, 'senderName'>;

const relation = (event: RawEvent): { rel_type?: unknown; event_id?: unknown } | null => {
  const relates = event.content['m.relates_to'];
  return typeof relates === 'object' && relates !== null ? relates : null;
};

function describe(content: Readonly<Record<string, unknown>>): Pick<Preview, 'kind' | 'text'> {
  const body = typeof content['body'] === 'string' ? content['body'] : '';
  switch (content['msgtype']) {
    case 'm.text':
    case 'm.notice':
    case 'm.emote':
      return { kind: 'text', text: body };
    case 'm.image':
      return { kind: 'image', text: body };
    case 'm.file':
    case 'm.audio':
    case 'm.video':
      return { kind: 'file', text: body };
    default:
      return { kind: 'other', text: '' };
  }
}

/** The last message of a timeline, with its latest edit; reactions, joins and the like do not count. */
export function lastMessage(events: readonly RawEvent[]): Preview | null {
  const edits = new Map<string, RawEvent>();
  const deleted = new Set<string>();
  for (let i = events.length - 1; i >= 0; i--) {
    const event = events[i];
    if (event === undefined) continue;
    if (event.type === 'm.room.redaction') {
      const target = event.redacts ?? event.content['redacts'];
      if (typeof target === 'string') deleted.add(target);
    }
    if (event.type === 'm.room.encrypted')
      return { kind: 'other', text: '', sender: event.sender, ts: event.origin_server_ts };
    if (event.type !== 'm.room.message') continue;
    const { sender, origin_server_ts: ts } = event;
    const relates = relation(event);
    if (relates?.rel_type === 'm.replace') {
      if (typeof relates.event_id === 'string' && !edits.has(relates.event_id))
        edits.set(relates.event_id, event);
      continue;
    }
    if (
      deleted.has(event.event_id) ||
      event.unsigned?.['redacted_because'] !== undefined ||
      event.content['msgtype'] === undefined
    ) {
      return { kind: 'deleted', text: '', sender, ts };
    }
    const edit = edits.get(event.event_id);
    const content = edit?.sender === sender ? edit.content['m.new_content'] : undefined;
    return {
      ...describe(typeof content === 'object' && content !== null ? { ...content } : event.content),
      sender,
      ts,
    };
  }
  return null;
}
