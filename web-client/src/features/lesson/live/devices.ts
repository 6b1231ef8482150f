/** Cameras, microphones and why they cannot be had. */
import type { DeviceProblem } from './live-types.ts';

/** The reason behind an error of getUserMedia or getDisplayMedia (Media Capture and Streams, 10.2). */
export function deviceProblem(error: unknown): DeviceProblem {
  switch (error instanceof Error ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    case 'NotReadableError':
    case 'AbortError':
      return 'busy';
    case 'TypeError':
    case 'NotSupportedError':
    case 'DeviceUnsupportedError':
      return 'unsupported';
    default:
      return 'failed';
  }
}

/** Pages without TLS get no camera at all. */
export const canCapture = (): boolean => navigator.mediaDevices?.getUserMedia !== undefined;
/** Phones' browsers share no screen. */
export const canShareScreen = (): boolean => navigator.mediaDevices?.getDisplayMedia !== undefined;
/** Where the sound goes can be chosen in some browsers only. */
export const canChooseSpeaker = (): boolean => 'setSinkId' in HTMLMediaElement.prototype;

export interface DeviceList {
  readonly microphones: readonly MediaDeviceInfo[];
  readonly cameras: readonly MediaDeviceInfo[];
  readonly speakers: readonly MediaDeviceInfo[];
}

export const NO_DEVICES: DeviceList = { microphones: [], cameras: [], speakers: [] };

/** Devices with names; before a permission is given browsers tell none, and then they are left out. */
export async function listDevices(): Promise<DeviceList> {
  if (!canCapture()) return NO_DEVICES;
  const all = (await navigator.mediaDevices.enumerateDevices()).filter(({ label }) => label !== '');
  const of = (kind: MediaDeviceKind): MediaDeviceInfo[] => all.filter((device) => device.kind === kind);
  return { microphones: of('audioinput'), cameras: of('videoinput'), speakers: of('audiooutput') };
}
