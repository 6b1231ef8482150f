/** Quiet hours in any client: `!parta later` lists and cancels what waits, `!parta urgent` rings. */
import { sayMoment } from '../i18n/moment.ts';
import { UsageError, type Asker, type Command, type CommandCall, type Reply } from '../bot/command.ts';
import type { Locale } from '../school/model.ts';
import { classesOf, administeredSchools, teaches, today } from '../school/rules.ts';
import { quietText } from './messages.ts';
import type { Posts } from './posts.ts';
import type { Post } from './posts-store.ts';

export interface QuietCommandsDependencies {
  readonly posts: Pick<Posts, 'create' | 'list' | 'cancel'>;
  readonly zoneOf: (post: Post) => Promise<string>;
  readonly now: () => Date;
}

const LONGEST_REASON = 300;

export function quietCommands({ posts, zoneOf, now }: QuietCommandsDependencies): Command[] {
  async function allowed(asker: Asker): Promise<boolean> {
    const { personId } = asker;
    if (personId === null) return false;
    const state = await asker.school();
    if (administeredSchools(state, personId, now()).length > 0) return true;
    return state.schools.some(({ timeZone }) =>
      [...classesOf(state, personId, today(timeZone, now())).values()].some(teaches),
    );
  }

  async function line(locale: Locale, post: Post, number: number): Promise<string> {
    if (post.refusal !== null) {
      return quietText(locale, 'later_refused', {
        number,
        why: quietText(locale, `refusal_${post.refusal}`),
      });
    }
    const at = sayMoment(locale, post.sendAt, await zoneOf(post));
    return quietText(locale, 'later_line', { number, at, text: shortened(post.body ?? '') });
  }

  async function later({ asker, place, line: { words } }: CommandCall): Promise<Reply> {
    const { locale, personId } = asker;
    const found = await posts.list(personId!);
    const [verb, which] = words;
    if (verb !== undefined) {
      if (!CANCEL.has(verb.toLowerCase())) throw new UsageError((its) => quietText(its, 'later_what'));
      const post = found[Number(which) - 1];
      if (post === undefined) throw new UsageError((its) => quietText(its, 'later_what'));
      await posts.cancel(personId!, post.id);
      return { text: quietText(locale, 'later_cancelled') };
    }
    if (found.length === 0) return { text: quietText(locale, 'later_none') };
    const lines = await Promise.all(found.map((post, index) => line(locale, post, index + 1)));
    const text = [...lines, quietText(locale, 'later_hint')].join('\n');
    return place.direct ? { text } : { text: quietText(locale, 'later_for_you'), privately: text };
  }

  async function urgent({ asker, place, line: { words }, eventId, repliesTo }: CommandCall): Promise<Reply> {
    const reason = words.join(' ').trim().slice(0, LONGEST_REASON);
    if (place.direct) throw new UsageError((locale) => quietText(locale, 'urgent_where'));
    if (reason === '') throw new UsageError((locale) => quietText(locale, 'urgent_why'));
    await posts.create(
      { personId: asker.personId!, userId: asker.userId },
      {
        ...{ roomId: place.roomId, kind: 'urgent', reason, body: '', formattedBody: null },
        ...{ replyTo: repliesTo ?? eventId, key: eventId },
      },
    );
    return { text: quietText(asker.locale, 'urgent_done') };
  }

  return [
    {
      name: 'later',
      help: (locale) => quietText(locale, 'later_help'),
      usage: () => '!parta later [cancel N]',
      allowed,
      run: later,
    },
    {
      name: 'urgent',
      help: (locale) => quietText(locale, 'urgent_help'),
      usage: (locale) => (locale === 'ru' ? '!parta urgent ПРИЧИНА' : '!parta urgent REASON'),
      allowed,
      run: urgent,
    },
  ];
}

const CANCEL: ReadonlySet<string> = new Set(['cancel', 'отмена', 'отменить']);

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').replaceAll('`', '’');
  return line.length <= 60 ? line : `${line.slice(0, 60)}…`;
}
