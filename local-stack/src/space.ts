/** Disk space, asked for before it runs out half-way. */
import { statfsSync } from 'node:fs';
import { StackProblem } from './problem.ts';

/**
 * Makes sure that so many bytes are free.
 * @param options.purpose is the subject of the message: "Synapse needs …"
 * @param options.elsewhere names the variable by which another folder can be chosen
 * @throws StackProblem with what is free and what is needed
 */
export function requireSpace(
  folder: string,
  options: { bytes: number; purpose: string; elsewhere: string },
): void {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  if (free >= options.bytes) return;
  throw new StackProblem(
    `Too little disk space in ${folder}: ${options.purpose} needs about ${megabytes(options.bytes)} MB, ` +
      `${megabytes(free)} MB are free. Free some, or name a folder on another disk with ${options.elsewhere}.`,
  );
}

export function megabytes(bytes: number): number {
  return Math.floor(bytes / 1_000_000);
}
