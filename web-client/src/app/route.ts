/** The addresses of Parta. Pure. Secrets stand in the fragment, which browsers send to no server. */
export type Route =
  | { readonly name: 'home' }
  | { readonly name: 'join' }
  | { readonly name: 'login' }
  | { readonly name: 'room'; readonly roomId: string }
  | { readonly name: 'lesson'; readonly roomId: string }
  | { readonly name: 'people'; readonly classId: string }
  | { readonly name: 'invites'; readonly classId: string }
  | { readonly name: 'attendance'; readonly classId: string }
  | { readonly name: 'me' }
  | { readonly name: 'unknown' };

function decode(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}

export function parseRoute(path: string): Route {
  const [first, second, third, ...rest] = path
    .split('/')
    .filter((part) => part !== '')
    .map(decode);
  if (rest.length > 0) return { name: 'unknown' };
  if (first === undefined) return { name: 'home' };
  if (second === undefined) {
    if (first === 'join' || first === 'login' || first === 'me') return { name: first };
  } else if (first === 'rooms' && second !== null && third === undefined) {
    return { name: 'room', roomId: second };
  } else if (first === 'rooms' && second !== null && third === 'lesson') {
    return { name: 'lesson', roomId: second };
  } else if (
    first === 'classes' &&
    second !== null &&
    (third === 'people' || third === 'invites' || third === 'attendance')
  ) {
    return { name: third, classId: second };
  }
  return { name: 'unknown' };
}

export function pathOf(route: Route): string {
  switch (route.name) {
    case 'home':
    case 'unknown':
      return '/';
    case 'room':
      return `/rooms/${encodeURIComponent(route.roomId)}`;
    case 'lesson':
      return `/rooms/${encodeURIComponent(route.roomId)}/lesson`;
    case 'people':
    case 'invites':
    case 'attendance':
      return `/classes/${encodeURIComponent(route.classId)}/${route.name}`;
    default:
      return `/${route.name}`;
  }
}

/** Drawn for whoever is logged in, beside the list of classes where the screen is wide enough. */
export const isInside = ({ name }: Route): boolean => name !== 'join' && name !== 'login';
