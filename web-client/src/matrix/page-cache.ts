/** Remembers pages of history on the device, so that what was scrolled to is readable without a connection. */
export interface PageCache {
  get(key: string): Promise<unknown>;
  put(key: string, page: unknown): Promise<void>;
}
