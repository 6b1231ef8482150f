/**
 * PostgreSQL refuses to run as root. Root (a container, a CI machine) lends it another user that every system has,
 * so that nothing about the machine is changed.
 */
import { spawnSync } from 'node:child_process';
import { chownSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { StackProblem } from './problem.ts';

export interface PostgresUser {
  /** What to spawn for a command that is to run as this user. */
  run(
    command: string,
    args: readonly string[],
  ): { command: string; args: string[]; uid?: number; gid?: number };
  /** Gives a file or folder to this user. */
  own(path: string): void;
}

/**
 * Chooses the user.
 * @param paths what the user must be able to reach: the programs and the data folder
 * @throws StackProblem when we are root and no other user can reach them
 */
export function postgresUser(paths: readonly string[]): PostgresUser {
  if (process.getuid?.() !== 0) {
    return { run: (command, args) => ({ command, args: [...args] }), own: () => {} };
  }
  const { name, uid, gid } = findUser();
  const own = (path: string): void => chownSync(path, uid, gid);
  const closed = paths.flatMap(ancestors).find((folder) => !isOpenTo(folder, uid, gid));
  if (closed === undefined) {
    return { run: (command, args) => ({ command, args: [...args], uid, gid }), own };
  }
  // A clone under /root cannot be reached by others. The user may then keep root's right to walk through folders.
  const setpriv = [
    ...['--reuid', String(uid), '--regid', String(gid), '--clear-groups'],
    ...['--inh-caps', '+dac_override', '--ambient-caps', '+dac_override'],
    ...['--securebits', '+no_setuid_fixup', '--'], // else access(2), by which PostgreSQL finds itself, forgets that right
  ];
  if (spawnSync('setpriv', [...setpriv, 'test', '-r', paths[0]!]).status !== 0) {
    throw new StackProblem(
      `PostgreSQL cannot run as root, and the user "${name}", which it would run as, cannot enter ${closed}. ` +
        `Run this command as an ordinary user, or move this folder to a place that others can enter, or set DATABASE_URL to a PostgreSQL of your own.`,
    );
  }
  return { run: (command, args) => ({ command: 'setpriv', args: [...setpriv, command, ...args] }), own };
}

function findUser(): { name: string; uid: number; gid: number } {
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((flag) => {
      const { status, stdout } = spawnSync('id', [flag, name], { encoding: 'utf8' });
      return status === 0 ? Number(stdout) : NaN;
    });
    if (uid && gid) return { name, uid, gid };
  }
  throw new StackProblem(
    'PostgreSQL cannot run as root, and there is neither a user "postgres" nor "nobody" to run it as. ' +
      'Run this command as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own.',
  );
}

function ancestors(path: string): string[] {
  const parent = dirname(resolve(path));
  return parent === path ? [] : [...ancestors(parent), parent];
}

function isOpenTo(folder: string, uid: number, gid: number): boolean {
  const stat = statSync(folder);
  return Boolean(
    stat.mode & 0o001 || (stat.uid === uid && stat.mode & 0o100) || (stat.gid === gid && stat.mode & 0o010),
  );
}
