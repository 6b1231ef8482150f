/** Stands in for the SDK's sliding sync (see build/slim-sdk.ts), which is constructed only when asked for. */
export class SlidingSyncSdk {
  constructor() {
    throw new Error('Sliding sync is not part of this build');
  }
}
