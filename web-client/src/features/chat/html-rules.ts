/** What message HTML may contain (Client-Server API, "m.room.message msgtypes", recommended subset), without images and colours. Pure. */
export const TAGS: readonly string[] =
  'del h1 h2 h3 h4 h5 h6 blockquote p a ul ol sup sub li b i u strong em s code hr br div table thead tbody tr th td caption pre span details summary'.split(
    ' ',
  );

export const ATTRIBUTES: readonly string[] = ['href', 'start'];

const SCHEMES = new Set(['https:', 'http:', 'ftp:', 'mailto:', 'magnet:']);

/** The address if a message may link to it, else null. Relative ones would lead into Parta itself. */
export function allowedLink(href: string): string | null {
  const trimmed = href.trim();
  if (!URL.canParse(trimmed)) return null;
  const url = new URL(trimmed);
  return SCHEMES.has(url.protocol) ? url.href : null;
}
