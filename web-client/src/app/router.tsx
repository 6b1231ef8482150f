import type { MouseEvent, ReactNode } from 'react';
import { useStore } from '../ui/use-store.ts';
import { parseRoute, pathOf, type Route } from './route.ts';
import { createStore } from './store.ts';

const route = createStore<Route>(parseRoute(location.pathname));
/** How many pages of ours lie before this one, so that "back" never leaves Parta. */
let depth = 0;

window.addEventListener('popstate', () => {
  depth = Math.max(0, depth - 1);
  route.set(parseRoute(location.pathname));
});

export function useRoute(): Route {
  return useStore(route);
}

export function navigate(to: Route, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', pathOf(to));
  else {
    history.pushState(null, '', pathOf(to));
    depth++;
  }
  route.set(to);
}

/** To the page before, or up to `parent` when somebody came here directly. */
export function goBack(parent: Route): void {
  if (depth > 0) history.back();
  else navigate(parent, { replace: true });
}

/** Takes the secret out of the address, so that it stays in no history, screenshot or shared link. */
export function takeFragment(): string {
  const secret = decodeURIComponentSafely(location.hash.slice(1));
  if (location.hash !== '') history.replaceState(history.state, '', location.pathname + location.search);
  return secret;
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

interface LinkProps {
  readonly to: Route;
  readonly children: ReactNode;
  readonly className?: string | undefined;
  readonly label?: string | undefined;
  readonly current?: boolean;
}

export function Link({ to, children, className, label, current = false }: LinkProps) {
  const follow = (event: MouseEvent): void => {
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return;
    event.preventDefault();
    navigate(to);
  };
  return (
    <a
      href={pathOf(to)}
      className={className}
      aria-label={label}
      aria-current={current ? 'page' : undefined}
      onClick={follow}
    >
      {children}
    </a>
  );
}
