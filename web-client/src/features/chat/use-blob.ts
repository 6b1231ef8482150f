import { useEffect, useState, type RefObject } from 'react';
import { Failure } from '../../api/failure.ts';
import { asFailure } from '../../app/account.ts';
import { useAccount } from '../../app/services.ts';
import type { Bounds } from '../../matrix/media.ts';

/** An address for `src` of a blob, for as long as the component lives. */
export function useBlobUrl(blob: Blob | null): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (blob === null) return;
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => {
      setUrl(null);
      URL.revokeObjectURL(made);
    };
  }, [blob]);
  return url;
}

export type LoadedBlob = { readonly blob: Blob | null; readonly failure: Failure | null; readonly retry: () => void };

/** Loads media once `wanted`. */
export function useMedia(mxc: string, bounds: Bounds | undefined, wanted: boolean): LoadedBlob {
  const { media } = useAccount();
  const [loaded, setLoaded] = useState<{ blob: Blob | null; failure: Failure | null }>({ blob: null, failure: null });
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
