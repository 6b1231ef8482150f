/** Files on their way up: several at once, each with its progress, going on after a break. */
import { useCallback, useRef, useState } from 'react';
import { Upload } from 'tus-js-client';
import type { Schemas } from '../../api/types.ts';
import { useServices } from '../../app/services.ts';

export interface Sending {
  readonly key: string;
  readonly name: string;
  readonly share: number;
  readonly problem: unknown;
  readonly again: () => void;
  readonly cancel: () => void;
}

type Target = Omit<Schemas['NewUpload'], 'name' | 'size'>;

const RETRY_MS = [500, 2_000, 5_000, 10_000, 20_000, 40_000];

export function useUploads(onDone: () => void) {
  const { api } = useServices();
  const [sending, setSending] = useState<readonly Sending[]>([]);
  const count = useRef(0);

  const addOne = useCallback(
    (file: File, target: Target) => {
      const key = String(count.current++);
      const change = (patch: Partial<Sending>): void =>
        setSending((now) => now.map((one) => (one.key === key ? { ...one, ...patch } : one)));
      const end = (): void => setSending((now) => now.filter((one) => one.key !== key));
      let upload: Upload | null = null;
      const start = async (): Promise<void> => {
        change({ problem: null });
        if (upload !== null) return upload.start();
        try {
          const { url } = await api.announceUpload({ ...target, name: file.name, size: file.size });
          upload = new Upload(file, {
            uploadUrl: `${location.origin}/api/v1${url}`,
            retryDelays: RETRY_MS,
            storeFingerprintForResuming: false,
            async onBeforeRequest(request) {
              const bearer = await api.bearer();
              if (bearer !== null) request.setHeader('Authorization', `Bearer ${bearer}`);
            },
            onProgress: (sent, all) => change({ share: sent / (all ?? file.size) }),
            onSuccess() {
              end();
              onDone();
            },
            onError: (problem) => change({ problem }),
          });
          upload.start();
        } catch (problem) {
          change({ problem });
        }
      };
      const cancel = (): void => {
        void upload?.abort(true).catch(() => {});
        end();
      };
      const again = (): void => void start();
      setSending((now) => [...now, { key, name: file.name, share: 0, problem: null, again, cancel }]);
      void start();
    },
    [api, onDone],
  );
  const add = useCallback(
    (files: readonly File[], target: Target) => files.forEach((file) => addOne(file, target)),
    [addOne],
  );
  return { sending, add };
}
