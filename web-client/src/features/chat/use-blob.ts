import { useCallback, useEffect, useState, useSyncExternalStore, type RefObject } from 'react';
import type { Failure } from '../../api/failure.ts';
import { asFailure } from '../../app/account.ts';
import { useAccount } from '../../app/services.ts';
import type { Bounds } from '../../matrix/media.ts';

/** Addresses of blobs that are on the screen, with how many elements show each. */
const urls = new Map<Blob, { readonly url: string; users: number }>();

/** An address for `src` of a blob, for as long as a component shows it. */
export function useBlobUrl(blob: Blob | null): string | null {
  const subscribe = useCallback(() => {
    if (blob === null) return () => {};
    const shown = urls.get(blob) ?? { url: URL.createObjectURL(blob), users: 0 };
    shown.users++;
    urls.set(blob, shown);
    return () => {
      if (--shown.users > 0) return;
      urls.delete(blob);
      URL.revokeObjectURL(shown.url);
    };
  }, [blob]);
  return useSyncExternalStore(subscribe, () => (blob === null ? null : (urls.get(blob)?.url ?? null)));
}

export type LoadedBlob = {
  readonly blob: Blob | null;
  readonly failure: Failure | null;
  readonly retry: () => void;
};

/** Loads media once `wanted`. */
export function useMedia(mxc: string, bounds: Bounds | undefined, wanted: boolean): LoadedBlob {
  const { media } = useAccount();
  const [loaded, setLoaded] = useState<{ blob: Blob | null; failure: Failure | null }>({
    blob: null,
    failure: null,
  });
  const [tries, setTries] = useState(0);
  const { width, height } = bounds ?? {};
  useEffect(() => {
    if (!wanted) return;
    let gone = false;
    media.load(mxc, width === undefined || height === undefined ? undefined : { width, height }).then(
      (blob) => {
        if (!gone) setLoaded({ blob, failure: null });
      },
      (error: unknown) => {
        if (!gone) setLoaded({ blob: null, failure: asFailure(error) });
      },
    );
    return () => {
      gone = true;
    };
  }, [media, mxc, width, height, wanted, tries]);
  return { ...loaded, retry: () => setTries((n) => n + 1) };
}

/** True from the first time the element comes near the screen. */
export function useNear(ref: RefObject<Element | null>): boolean {
  const [near, setNear] = useState(false);
  useEffect(() => {
    const element = ref.current;
    if (element === null || near) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setNear(true);
      },
      { rootMargin: '400px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref, near]);
  return near;
}
