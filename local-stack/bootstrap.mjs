/**
 * The first step of every npm script: `node local-stack/bootstrap.mjs SCRIPT.ts [ARGUMENTS]`.
 *
 * Needs only Node >= 20 and npm. Installs the dependencies when they are missing or not those of
 * package-lock.json, then runs the script under the pinned Node of node_modules with the same arguments; its exit
 * code is the result.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { takeLock } from './pid-lock.mjs';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const MIN_NODE = 20;
const MIN_NPM = 10;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** A Ctrl-C arrives twice: from the terminal, and again from npm. Within this time it is one. */
const SAME_SIGNAL_MS = 1000;

const pinnedNode = join(ROOT, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');

/** A problem that is told in one sentence, without a stack. */
class Problem extends Error {}

/** The child that signals are passed on to. */
let current;

async function main() {
  const [script, ...args] = process.argv.slice(2);
  if (!script) throw new Problem('Usage: node local-stack/bootstrap.mjs SCRIPT.ts [ARGUMENTS]');
  if (Number(process.versions.node.split('.')[0]) < MIN_NODE) {
    throw new Problem(
      `Node ${process.versions.node} is too old: Node ${MIN_NODE} or newer is needed to begin with ` +
        `(https://nodejs.org). Everything else is then installed by itself.`,
    );
  }
  passSignalsOn();
  if (!isInstalled()) await installOnce();
  process.exitCode = await run(pinnedNode, [
    '--disable-warning=ExperimentalWarning',
    '--disable-warning=DEP0060', // of a library behind matrix-appservice-bridge
    '--import',
    new URL('parent-watch.mjs', import.meta.url).href,
    resolve(ROOT, script),
    ...args,
  ]);
}

/**
 * The script leads its own process group, so that a Ctrl-C in the terminal reaches it only through here, once.
 * Should this process be killed outright, parent-watch.mjs notices the closed channel.
 */
function run(command, args) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, {
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
      detached: true,
      env: { ...process.env, PATH: `${dirname(pinnedNode)}:${process.env.PATH ?? ''}` },
    });
    current = (signal) => child.kill(signal);
    child.on('error', fail);
    child.on('exit', (code, signal) => {
      current = undefined;
      done(signal ? 128 + signalNumber(signal) : code);
    });
  });
}

function passSignalsOn() {
  let last = -Infinity;
  const pass = (signal) => {
    const now = performance.now();
    if (now - last < SAME_SIGNAL_MS) return;
    last = now;
    if (current) current(signal);
    else process.exit(128 + signalNumber(signal));
  };
  for (const signal of SIGNALS) process.on(signal, pass);
  // npm, or the shell between us and it, may be killed without a word to us.
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event) {
    setInterval(() => process.ppid !== parent && pass('SIGTERM'), SAME_SIGNAL_MS / 2).unref();
  }
}

function signalNumber(signal) {
  return { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }[signal] ?? 0;
}

/**
 * Whether node_modules holds what package-lock.json asks for. npm itself leaves the list of what it installed in
 * node_modules/.package-lock.json, as its very last step: an interrupted installation has none.
 */
function isInstalled() {
  if (!existsSync(pinnedNode)) return false;
  try {
    const wanted = readPackages(join(ROOT, 'package-lock.json'));
    const present = readPackages(join(ROOT, 'node_modules', '.package-lock.json'));
    return Object.entries(wanted).every(
      ([path, { version, integrity, link, optional }]) =>
        path === '' ||
        (optional && !present[path]) ||
        (present[path] &&
          (link || (present[path].version === version && present[path].integrity === integrity))),
    );
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return false;
    throw error;
  }
}

function readPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
}

/** Installs, or waits while another command of this folder does. */
async function installOnce() {
  const path = join(ROOT, '.parta', 'install.lock');
  let told = false;
  for (;;) {
    const lock = takeLock(path);
    if ('release' in lock) {
      try {
        if (!isInstalled()) await install();
      } finally {
        lock.release();
      }
      return;
    }
    if (!told)
      say(`Another command (process ${lock.heldBy}) is installing the dependencies; waiting for it.`);
    told = true;
    await new Promise((next) => setTimeout(next, 500));
  }
}

async function install() {
  const npm = findNpm();
  const began = performance.now();
  const total = Object.values(readPackages(join(ROOT, 'package-lock.json'))).filter(isForThisMachine).length;
  say(`Installing the dependencies of package-lock.json (about ${total} packages) ...`);
  // Without addresses in the lockfile npm asks the registry about each package before it fetches any.
  const progress = showProgress(
    () => `  asked about ${asked}, fetched ${fetched} of about ${total} packages`,
  );
  let [asked, fetched] = [0, 0];
  let stopped;
  const errors = [];
  const code = await new Promise((done, fail) => {
    const child = spawn(
      npm.command,
      [
        ...npm.args,
        'ci',
        '--include=dev',
        '--no-audit',
        '--no-fund',
        '--loglevel=http',
        '--foreground-scripts=false',
      ],
      { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'], detached: true },
    );
    current = (signal) => {
      stopped = signal;
      process.kill(-child.pid, signal);
    };
    let rest = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop();
      for (const line of lines) {
        if (/^npm http (fetch|cache) .*\.tgz/.test(line)) fetched++;
        else if (/^npm http (fetch|cache) /.test(line)) asked++;
        else if (!/^npm (http|warn)/i.test(line) && line.trim()) errors.push(line);
      }
    });
    child.on('error', fail);
    child.on('close', done);
  }).finally(() => {
    current = undefined;
    progress.end();
  });
  if (stopped) process.exit(128 + signalNumber(stopped));
  if (code !== 0 || !isInstalled()) {
    throw new Problem(
      `npm ci failed${code === 0 ? ': node_modules does not match package-lock.json afterwards' : ''}.\n` +
        errors.slice(-15).join('\n') +
        `\nCheck the network and the free disk space, then run the same command again; nothing half-installed is used.`,
    );
  }
  say(`Dependencies installed in ${Math.round((performance.now() - began) / 1000)} s.`);
}

function isForThisMachine({ integrity, os, cpu, libc }) {
  if (!integrity) return false;
  const fits = (list, value) => !list || list.includes(value);
  return fits(os, process.platform) && fits(cpu, process.arch) && !libc?.includes('musl');
}

/** The npm that runs this script, else the one on PATH; too old or missing is a Problem. */
function findNpm() {
  const runner = process.env.npm_execpath;
  const npm =
    runner && /^npm-cli/.test(basename(runner))
      ? { command: process.execPath, args: [runner] }
      : { command: 'npm', args: [] };
  const { error, stdout } = spawnSync(npm.command, [...npm.args, '--version'], { encoding: 'utf8' });
  if (error) throw new Problem('npm was not found on PATH: it comes with Node (https://nodejs.org).');
  const version = stdout.trim();
  if (Number(version.split('.')[0]) < MIN_NPM) {
    throw new Problem(
      `npm ${version} is too old: npm ${MIN_NPM} or newer is needed. Run: npm install -g npm@${MIN_NPM}`,
    );
  }
  return npm;
}

/** One line that is rewritten on a terminal, or a new line every few seconds elsewhere. */
function showProgress(text) {
  const terminal = process.stderr.isTTY;
  const timer = setInterval(
    () => process.stderr.write(terminal ? `\r\x1b[K${text()}` : `${text()}\n`),
    terminal ? 200 : 5000,
  );
  return {
    end() {
      clearInterval(timer);
      if (terminal) process.stderr.write('\r\x1b[K');
    },
  };
}

/** Progress goes to standard error: what the script prints may be piped into another program. */
function say(text) {
  process.stderr.write(`${text}\n`);
}

main().catch((error) => {
  say(error instanceof Problem ? error.message : error.stack);
  process.exitCode = 1;
});
