/** Stands in for the SDK's end-to-end encryption (see build/slim-sdk.ts), which is loaded only by `initRustCrypto`. */
export function initRustCrypto(): never {
  throw new Error('End-to-end encryption is not part of this build');
}
