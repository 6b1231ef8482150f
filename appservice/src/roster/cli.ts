/**
 * `parta roster plan FILE` and `parta roster apply FILE`: shows what an export would change, in people and classes and in
 * rooms, and does it. Applying can be stopped at any time and run again.
 */
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { countActions } from '../reconcile/action.ts';
import type { Reconciler, Report } from '../reconcile/reconciler.ts';
import { today } from '../school/rules.ts';
import type { Locale } from '../school/model.ts';
import type { Database } from '../store/database.ts';
import { loadSchoolState } from '../store/school-store.ts';
import { applyRoster, preparePlan, RosterRefused, type Applied } from './apply.ts';
import type { Finding } from './findings.ts';
import { rosterText as text } from './messages.ts';
import type { Roster } from './model.ts';
import type { RosterPlan } from './plan.ts';
import { createProgress, type Output } from './progress.ts';
import { readRoster } from './read.ts';
import {
  describeFindings,
  describePlan,
  describeProblems,
  describeReading,
  describeRooms,
  findingsToJson,
  planToJson,
} from './report.ts';
import { finishRun } from './runs.ts';
import { stateAfter } from './state-after.ts';

/** What `rosterCommand` needs from the command line around it. */
export interface RosterContext {
  readonly database: Database;
  readonly reconciler: Pick<Reconciler, 'preview' | 'reconcile'>;
  /** `district.default_locale` and `district.default_time_zone` of the configuration. */
  readonly defaults: { readonly locale: Locale; readonly timeZone: string };
  /** Who runs it, for the record: the operating system's user. */
  readonly startedBy: string;
  readonly stdout: Output;
  /** Progress and errors go here, so that the output of `--json` stays clean. */
  readonly stderr: Output;
  /** For the language: LC_ALL, LC_MESSAGES, LANG. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now?: () => Date;
  /** Stops applying between two actions, e.g. at Ctrl-C. */
  readonly signal?: AbortSignal;
}

interface Job {
  readonly file: string;
  readonly json: boolean;
  readonly locale: Locale;
  readonly context: RosterContext;
  readonly say: (lines: string | readonly string[]) => void;
}

/** @returns the exit code: 0 done; 1 errors in the export, or something failed; 2 wrong arguments. */
export async function rosterCommand(args: readonly string[], context: RosterContext): Promise<number> {
  const parsed = readArguments(args, context);
  if (parsed === null) {
    context.stderr.write(`${text(localeOf(undefined, context), 'usage')}\n`);
    return 2;
  }
  const { verb, file, json, locale } = parsed;
  const say = (lines: string | readonly string[]): void => {
    if (!json) context.stdout.write(`${typeof lines === 'string' ? lines : lines.join('\n')}\n`);
  };
  const job: Job = { file, json, locale, context, say };
  const day = today(context.defaults.timeZone, context.now?.() ?? new Date());
  const { roster, findings, digest } = await readRoster(file, { defaults: context.defaults, day });
  if (roster === null || digest === null) return refuse(job, findings);
  say(describeReading(locale, basename(file), roster));
  if (findings.length > 0) say(describeFindings(locale, findings));
  try {
    return verb === 'plan'
      ? await showPlan(job, roster, findings, await preparePlan(context.database, roster, day))
      : await apply(job, roster, findings, { digest, day });
  } catch (error) {
    if (error instanceof RosterRefused) return refuse(job, [...error.findings, ...findings]);
    throw error;
  }
}

function readArguments(args: readonly string[], context: RosterContext) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { json: { type: 'boolean', default: false }, lang: { type: 'string' } },
      allowPositionals: true,
    });
    const [verb, file, ...rest] = positionals;
    if ((verb !== 'plan' && verb !== 'apply') || file === undefined || rest.length > 0) return null;
    if (values.lang !== undefined && values.lang !== 'ru' && values.lang !== 'en') return null;
    return { verb, file, json: values.json, locale: localeOf(values.lang, context) };
  } catch {
    return null;
  }
}

function localeOf(lang: Locale | undefined, { env, defaults }: RosterContext): Locale {
  const wanted = lang ?? (env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '').slice(0, 2).toLowerCase();
  return wanted === 'ru' || wanted === 'en' ? wanted : defaults.locale;
}

function refuse({ json, locale, say, context }: Job, findings: readonly Finding[]): number {
  say([...describeFindings(locale, findings), text(locale, 'nothing_changed')]);
  if (json) writeJson(context, { ok: false, findings: findingsToJson(locale, findings) });
  return 1;
}

async function showPlan(
  job: Job,
  roster: Roster,
  findings: readonly Finding[],
  plan: RosterPlan,
): Promise<number> {
  const { context, locale, say, json, file } = job;
  say(['', ...describePlan(locale, plan), '']);
  let rooms;
  let problem: string | null = null;
  try {
    rooms = await context.reconciler.preview(
      stateAfter(await loadSchoolState(context.database), plan.changes),
    );
    say([...describeRooms(locale, countActions(rooms.actions)), ...describeProblems(rooms.problems)]);
  } catch (error) {
    problem = (error as Error).message;
    say([text(locale, 'rooms_heading'), `  ${text(locale, 'rooms_unknown', { reason: problem })}`]);
  }
  if (plan.changes.length > 0 || (rooms?.actions.length ?? 0) > 0) {
    say(['', text(locale, 'apply_hint', { file })]);
  }
  if (json) {
    writeJson(context, {
      ok: problem === null,
      source: roster.source,
      findings: findingsToJson(locale, findings),
      register: planToJson(plan),
      rooms:
        rooms === undefined
          ? { error: problem }
          : { counts: countActions(rooms.actions), problems: rooms.problems },
    });
  }
  return problem === null ? 0 : 1;
}

async function apply(
  job: Job,
  roster: Roster,
  findings: readonly Finding[],
  { digest, day }: { digest: string; day: string },
): Promise<number> {
  const { context, locale, say, json } = job;
  const writing = createProgress(context.stderr, text(locale, 'writing'));
  let applied: Applied;
  try {
    applied = await applyRoster({
      database: context.database,
      roster,
      digest,
      day,
      findings,
      startedBy: context.startedBy,
      onProgress: (progress) => writing.update(progress),
    });
  } catch (error) {
    writing.end();
    if (error instanceof RosterRefused) throw error;
    say(text(locale, 'not_applied', { reason: (error as Error).message }));
    if (json) writeJson(context, { ok: false, error: (error as Error).message });
    return 1;
  }
  writing.end();
  say(['', ...describePlan(locale, applied.plan, true), text(locale, 'applied'), '']);

  const rooms = createProgress(context.stderr, text(locale, 'rooms'));
  let report: Report | null = null;
  let problem: string | null = null;
  try {
    report = await context.reconciler.reconcile({
      onProgress: (progress) => rooms.update(progress),
      ...(context.signal === undefined ? {} : { signal: context.signal }),
    });
  } catch (error) {
    problem = (error as Error).message;
  }
  rooms.end();
  const ok = report?.ok === true;
  await finishRun(
    context.database,
    applied.runId,
    ok ? 'done' : 'incomplete',
    problem === null ? null : 'rooms',
  );
  if (report !== null) say([...describeRooms(locale, report.done), ...(await describeFailures(job, report))]);
  else say(`  ${text(locale, 'rooms_unknown', { reason: problem ?? '' })}`);
  say(text(locale, ok ? 'rooms_done' : report?.aborted === true ? 'aborted' : 'rooms_incomplete'));
  if (json) {
    writeJson(context, {
      ok,
      source: roster.source,
      run: applied.runId,
      findings: findingsToJson(locale, findings),
      register: planToJson(applied.plan),
      rooms: report === null ? { error: problem } : roomsToJson(report),
    });
  }
  return ok ? 0 : 1;
}

/** Failures one by one, with the name of the class or school in place of its id. */
async function describeFailures({ locale, context }: Job, report: Report): Promise<string[]> {
  if (report.ok) return [];
  const { schools, classes } = await loadSchoolState(context.database);
  const names = new Map<string, string>();
  for (const { id, name } of schools) names.set(id, name);
  for (const { id, title } of classes) names.set(id, title);
  const named = (room: string): string => {
    const [kind, id] = room.split('/');
    return `${kind} ${names.get(id ?? '') ?? id ?? ''}`;
  };
  const lines = report.failed.map(({ action, error }) => {
    const what = action.type === 'create_account' ? action.type : `${action.type} ${named(action.room)}`;
    return `  ${text(locale, 'failed_action', { what, error })}`;
  });
  if (report.skipped.length > 0)
    lines.push(`  ${text(locale, 'skipped_actions', { count: report.skipped.length })}`);
  for (const { room, message } of report.problems) lines.push(`  ! ${named(room)}: ${message}`);
  return lines;
}

function roomsToJson({ done, failed, skipped, problems, aborted }: Report): object {
  return {
    done,
    failed: failed.map(({ action, error }) => ({ type: action.type, id: action.id, error })),
    skipped: skipped.length,
    problems,
    aborted,
  };
}

function writeJson({ stdout }: RosterContext, value: object): void {
  stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
