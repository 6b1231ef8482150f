/** `report` and `appeal` for everybody, `cases` and `case` for those who handle them. */
import type { Directory } from '../accounts/directory.ts';
import { UsageError, type Command, type CommandCall, type Reply } from '../bot/command.ts';
import type { Locale, PersonId } from '../school/model.ts';
import type { Database } from '../store/database.ts';
import { caseText, type CaseMessage } from './case-messages.ts';
import type { CaseRow } from './case-store.ts';
import type { Cases } from './cases.ts';
import { durationIn, moderatesAnywhere, personIn } from './commands.ts';
import type { Reporting } from './reporting.ts';
import { CASE_ACTIONS, type CaseAction } from './rules.ts';
import { shortId } from './steps.ts';

export interface CaseCommandsDependencies {
  readonly database: Database;
  readonly cases: Cases;
  readonly reporting: Reporting;
  readonly directory: Pick<Directory, 'holderOf'>;
  readonly now: () => Date;
}

const OPEN = ['open', 'appealed', 'decided'] as const;

export function caseCommands(dependencies: CaseCommandsDependencies): Command[] {
  const { database, cases, reporting, directory, now } = dependencies;

  async function report(call: CommandCall): Promise<Reply> {
    const { asker, place, line, eventId, repliesTo, mentions } = call;
    const named = line.words[0]?.startsWith('@') === true || (repliesTo === null && mentions.length > 0);
    if (repliesTo === null && !named) {
      throw new UsageError((locale) => caseText(locale, 'report_what'));
    }
    const words = named ? line.words.filter((word) => !word.startsWith('@')) : line.words;
    const { caseId } = await reporting.report({
      source: 'bot',
      cause: `bot ${eventId}`,
      reporter: { personId: asker.personId, userId: asker.userId },
      reason: words.join(' '),
      about:
        repliesTo === null || named
          ? { personId: await personIn(call, directory) }
          : { roomId: place.roomId, eventId: repliesTo },
    });
    return { text: caseText(asker.locale, 'reported', { id: shortId(caseId) }), hidden: true };
  }

  async function list({ asker }: CommandCall): Promise<Reply> {
    const found = await cases.list(asker.personId!, OPEN);
    if (found.length === 0) return { text: caseText(asker.locale, 'cases_none') };
    const lines = found.slice(0, 20).map((one) => lineOf(one, asker.locale));
    return { text: caseText(asker.locale, 'cases_title'), privately: lines.join('\n') };
  }

  async function one(call: CommandCall): Promise<Reply> {
    const { asker, line, eventId } = call;
    const { locale } = asker;
    const [, word, ...rest] = line.words;
    const found = find(call, await cases.list(asker.personId!, [...OPEN, 'closed']));
    if (word === undefined) return show(asker.personId!, found, locale);
    if (word === 'read') return read(asker.personId!, found, locale);
    const action = CASE_ACTIONS.find((name) => name === word.toLowerCase());
    if (action === undefined || action === 'appeal') throw wrongAction(word);
    await cases.act(asker.personId!, found.id, await stepOf(call, action, rest), `bot ${eventId}`);
    return done('case_done', locale, found.id);
  }

  async function stepOf(call: CommandCall, action: CaseAction, rest: readonly string[]) {
    switch (action) {
      case 'assign':
        return { action, personId: await personIn(call, directory) };
      case 'mute':
      case 'remove':
        return { action, seconds: rest[0] === undefined ? null : durationIn(rest[0]) };
      case 'allow':
        return { action, accessId: rest[0]?.toLowerCase() };
      default:
        return { action, text: rest.join(' ') };
    }
  }

  async function show(askerId: PersonId, found: CaseRow, locale: Locale): Promise<Reply> {
    const { reports, steps, access } = await cases.view(askerId, found.id);
    const waiting = access
      .filter(({ allowedBy }) => allowedBy === null)
      .map(({ id, reason }) =>
        caseText(locale, 'case_access', { id: shortId(id), reason, case: shortId(found.id) }),
      );
    const said = [
      ...reports.map(({ reason }) => reason),
      ...steps.map(({ action, text }) => `${action}: ${text}`),
    ].filter((text) => text !== '');
    return {
      text: caseText(locale, 'cases_title'),
      privately: [lineOf(found, locale), ...said.map((text) => `— ${text}`), ...waiting].join('\n'),
    };
  }

  async function read(askerId: PersonId, found: CaseRow, locale: Locale): Promise<Reply> {
    const { messages } = JSON.parse(await cases.evidence(askerId, found.id)) as {
      messages: { sender: string; at: string; content: { body?: unknown } }[];
    };
    const lines = messages.map(({ sender, at, content }) =>
      caseText(locale, 'evidence_line', {
        at,
        sender,
        body: typeof content.body === 'string' ? content.body.slice(0, 500) : '…',
      }),
    );
    return { text: caseText(locale, 'cases_title'), privately: lines.join('\n') };
  }

  async function appeal(call: CommandCall): Promise<Reply> {
    const { asker, line, eventId } = call;
    const { rows } = await database.query<CaseRow>(
      'select id from moderation_case where person_id = $1 order by created_at desc limit 100',
      [asker.personId],
    );
    const found = find(call, rows);
    const step = { action: 'appeal', text: line.words.slice(1).join(' ') } as const;
    await cases.act(asker.personId!, found.id, step, `bot ${eventId}`);
    return { text: caseText(asker.locale, 'appealed'), hidden: true };
  }

  const handler = { allowed: (asker: CommandCall['asker']) => moderatesAnywhere(asker, now()) };
  const known = { allowed: ({ personId }: CommandCall['asker']) => personId !== null };
  const help = (key: CaseMessage) => (locale: Locale) => caseText(locale, key);
  return [
    {
      ...{ name: 'report', help: help('report_help'), ...known, run: report },
      usage: () => '!parta report [@USER] [WHY]',
    },
    { name: 'appeal', help: help('appeal_help'), usage: () => '!parta appeal ID WHY', ...known, run: appeal },
    { name: 'cases', help: help('cases_help'), usage: () => '!parta cases', ...handler, run: list },
    {
      ...{ name: 'case', help: help('case_help'), ...handler, run: one },
      usage: () =>
        '!parta case ID [redact|mute 1h|remove 1d|warn TEXT|talk TEXT|uphold TEXT|dismiss TEXT|assign @USER|ask WHY|allow ID|read|confirm TEXT|overturn TEXT]',
    },
  ];
}

/** The case whose id begins as it was written. */
function find<Row extends { readonly id: string }>({ line }: CommandCall, among: readonly Row[]): Row {
  const wanted = line.words[0]?.toLowerCase() ?? '';
  const found = /^[0-9a-f]{8}/.test(wanted) ? among.find(({ id }) => id.startsWith(wanted)) : undefined;
  if (found === undefined) throw new UsageError((locale) => caseText(locale, 'no_such_case'));
  return found;
}

function wrongAction(word: string): UsageError {
  const actions = [...CASE_ACTIONS.filter((name) => name !== 'appeal'), 'read'].join(', ');
  return new UsageError((locale) => caseText(locale, 'case_action', { word: word.slice(0, 20), actions }));
}

function lineOf({ id, kind, state, deadlineAt }: CaseRow, locale: Locale): string {
  const due = new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeZone: 'UTC' }).format(deadlineAt);
  return caseText(locale, 'case_line', { id: shortId(id), kind, state, due });
}

function done(key: CaseMessage, locale: Locale, id: string): Reply {
  return { text: caseText(locale, key, { id: shortId(id) }) };
}
