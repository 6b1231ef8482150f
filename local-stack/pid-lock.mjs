/**
 * One process at a time: a lock file that names its holder. A holder that died does not block anybody.
 * Plain JavaScript on Node's own modules, because bootstrap.mjs needs it before anything is installed.
 */
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Whether a process with this id runs (one of another user counts). */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/**
 * Takes the lock or says who holds it.
 * @param {string} path of the lock file; its folder is made when missing
 * @returns {{ release(): void } | { heldBy: number }} `heldBy` is the process id of the holder
 */
export function takeLock(path) {
  mkdirSync(dirname(path), { recursive: true });
  // Linking a finished file makes the lock appear together with its content: nobody can see it empty.
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, String(process.pid));
  try {
    for (;;) {
      try {
        linkSync(draft, path);
        return { release: () => release(path) };
      } catch (error) {
        if (error.code !== 'EEXIST') throw error;
      }
      const holder = readHolder(path);
      if (holder !== undefined && holder !== process.pid && isAlive(holder)) return { heldBy: holder };
      rmSync(path, { force: true });
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

function readHolder(path) {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function release(path) {
  if (readHolder(path) === process.pid) rmSync(path, { force: true });
}
