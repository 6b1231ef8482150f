import { useEffect, useState } from 'react';
import { canCapture, deviceProblem, listDevices, NO_DEVICES, type DeviceList } from '../live/devices.ts';
import type { DeviceProblem } from '../live/live-types.ts';

export interface Preview {
  readonly stream: MediaStream | null;
  readonly problem: DeviceProblem | null;
}

const NONE: Preview = { stream: null, problem: null };

/** A camera or microphone for as long as it is wanted; released at once when it is not. */
export function usePreview(kind: 'audio' | 'video', wanted: boolean, deviceId: string): Preview {
  const [preview, setPreview] = useState<Preview>(NONE);
  const [shownFor, setShownFor] = useState('');
  const key = wanted ? `${kind} ${deviceId}` : '';
  if (shownFor !== key) {
    setShownFor(key);
    setPreview(NONE);
  }
  useEffect(() => {
    if (!wanted) return;
    let gone = false;
    let opened: MediaStream | null = null;
    const choice = deviceId === '' ? {} : { deviceId: { ideal: deviceId } };
    const wish: MediaStreamConstraints =
      kind === 'audio'
        ? { audio: choice }
        : { video: { ...choice, width: { ideal: 640 }, height: { ideal: 360 } } };
    const open = canCapture()
      ? navigator.mediaDevices.getUserMedia(wish)
      : Promise.reject(new DOMException('', 'NotSupportedError'));
    open.then(
      (stream) => {
        opened = stream;
        if (gone) stop(stream);
        else setPreview({ stream, problem: null });
      },
      (error: unknown) => {
        if (!gone) setPreview({ stream: null, problem: deviceProblem(error) });
      },
    );
    return () => {
      gone = true;
      if (opened !== null) stop(opened);
    };
  }, [kind, wanted, deviceId]);
  return preview;
}

const stop = (stream: MediaStream): void => {
  for (const track of stream.getTracks()) track.stop();
};

/** The devices that can be chosen now; asked again when one is plugged in and when `again` changes. */
export function useDevices(again: unknown): DeviceList {
  const [list, setList] = useState(NO_DEVICES);
  useEffect(() => {
    let gone = false;
    const ask = (): void => {
      void listDevices().then((found) => {
        if (!gone) setList(found);
      });
    };
    ask();
    navigator.mediaDevices?.addEventListener('devicechange', ask);
    return () => {
      gone = true;
      navigator.mediaDevices?.removeEventListener('devicechange', ask);
    };
  }, [again]);
  return list;
}

/** How loud a microphone is, from 0 to 1, ten times a second. */
export function useLevel(stream: MediaStream | null): number {
  const [level, setLevel] = useState(0);
  useEffect(() => {
    if (stream === null) return;
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 512;
    context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const rms = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
      // Speech is about -40 to -10 dB of full scale.
      const decibels = 20 * Math.log10(Math.max(rms, 1e-6));
      setLevel(Math.round(Math.min(1, Math.max(0, (decibels + 55) / 45)) * 20) / 20);
    }, 100);
    return () => {
      clearInterval(timer);
      void context.close();
      setLevel(0);
    };
  }, [stream]);
  return stream === null ? 0 : level;
}
