/**
 * Waits for a condition instead of for a time: asks again and again until `check` gives something (not false, null
 * or undefined) without throwing, and returns it.
 * @param options.timeout milliseconds, 10 s by default
 * @param options.what is awaited, for the error: "the message to arrive"
 * @throws Error that tells what was awaited and what the last try said
 */
export async function eventually<T>(
  check: () => T | Promise<T>,
  options: { timeout?: number; interval?: number; what?: string } = {},
): Promise<NonNullable<Exclude<T, false>>> {
  const { timeout = 10_000, interval = 50, what = 'the condition' } = options;
  const deadline = Date.now() + timeout;
  for (;;) {
    let last: unknown;
    try {
      const value = await check();
      if (value !== false && value !== null && value !== undefined)
        return value as NonNullable<Exclude<T, false>>;
      last = value;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) {
      const said = last instanceof Error ? last.message : String(last);
      throw new Error(`Waited ${timeout} ms for ${what}; the last try said: ${said}`, { cause: last });
    }
    await new Promise((next) => setTimeout(next, interval));
  }
}
