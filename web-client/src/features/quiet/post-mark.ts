/** What `org.parta.post` in a message says to those who read it. Pure; the content is what some client wrote. */
export interface PostMark {
  readonly reason: string;
  /** Said by the bot about another message, which shows it already when it is itself marked. */
  readonly about: string | null;
}

const LONGEST = 300;

/** Of an urgent message; null for any other. */
export function readPostMark(content: Readonly<Record<string, unknown>>): PostMark | null {
  const post = content['org.parta.post'];
  if (typeof post !== 'object' || post === null) return null;
  const { kind, reason, about } = post as Record<string, unknown>;
  if (kind !== 'urgent' || typeof reason !== 'string' || reason.trim() === '') return null;
  return { reason: reason.slice(0, LONGEST), about: typeof about === 'string' ? about : null };
}
