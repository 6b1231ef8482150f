/** What the list of sessions calls this one. No more than people would say themselves: the kind of device. */
export function deviceName(): string {
  const { userAgent } = navigator;
  const kind = /Android/.test(userAgent)
    ? 'Android'
    : /iPhone|iPad/.test(userAgent)
      ? 'iOS'
      : /Windows/.test(userAgent)
        ? 'Windows'
        : /Mac/.test(userAgent)
          ? 'macOS'
          : /Linux/.test(userAgent)
            ? 'Linux'
            : null;
  return kind === null ? 'Parta' : `Parta (${kind})`;
}
