export function isAlive(pid: number): boolean;
export function takeLock(path: string): { release(): void } | { heldBy: number };
