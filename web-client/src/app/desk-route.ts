/** Addresses of the desks of staff and administrators: `/desk/PAGE` and `/desk/PAGE/ID`. Pure. */
const ALONE = ['cases', 'why'] as const;
/** With the id of a case, a room or a school. */
const WITH_ID = ['case', 'order', 'policy', 'quiet', 'log'] as const;

export type DeskRoute =
  | { readonly name: 'desk'; readonly page: (typeof ALONE)[number] }
  | { readonly name: 'desk'; readonly page: (typeof WITH_ID)[number]; readonly id: string };

export function parseDesk([first, id, ...rest]: readonly (string | null)[]): DeskRoute | null {
  if (rest.length > 0 || id === null) return null;
  if (id === undefined) {
    const page = ALONE.find((one) => one === first);
    return page === undefined ? null : { name: 'desk', page };
  }
  const page = WITH_ID.find((one) => one === first);
  return page === undefined ? null : { name: 'desk', page, id };
}

export const deskPath = (route: DeskRoute): string =>
  `/desk/${route.page}${'id' in route ? `/${encodeURIComponent(route.id)}` : ''}`;
