/**
 * One process at a time: a lock file that names its holder. A holder that died does not block anybody.
 * Plain JavaScript on Node's own modules, because bootstrap.mjs needs it before anything is installed.
 */
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Whether a process with this id runs (one of another user counts, one that is dead but not yet buried does not). */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return false;
  }
  return readStat(pid)?.state !== 'Z';
}

/** State and start of a process, where /proc tells (Linux). */
function readStat(pid) {
  try {
    // The name, in brackets, may hold blanks and brackets.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
    return { state: fields[0], began: fields[19] };
  } catch {
    return undefined;
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
  writeFileSync(draft, `${process.pid} ${readStat(process.pid)?.began ?? ''}`);
  try {
    for (;;) {
      try {
        linkSync(draft, path);
        return { release: () => release(path) };
      } catch (error) {
        if (error.code !== 'EEXIST') throw error;
      }
      const holder = readHolder(path);
      if (holder !== undefined && holder !== process.pid) return { heldBy: holder };
      rmSync(path, { force: true });
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/** The living process that wrote the file. Ids are given anew after a restart, so its start must fit too. */
function readHolder(path) {
  try {
    const [pid, began] = readFileSync(path, 'utf8').split(' ');
    const id = Number(pid);
    if (!Number.isInteger(id) || id <= 0 || !isAlive(id)) return undefined;
    return began && began !== readStat(id)?.began ? undefined : id;
  } catch {
    return undefined;
  }
}

function release(path) {
  if (readHolder(path) === process.pid) rmSync(path, { force: true });
}
