/**
 * Stands in for the SDK's one-to-one calls (see build/slim-sdk.ts). The client is made with `disableVoip`, so only
 * `MediaHandler` is ever constructed; everything else exists for the import alone.
 */
const unavailable = (): never => {
  throw new Error('Matrix 1.x calls are not part of this build');
};
export const createNewMatrixCall = unavailable;
export const supportsMatrixCall = (): boolean => false;
export class CallEventHandler {}
export class GroupCall {}
export class GroupCallEventHandler {}
export class MediaHandler {}
export const CallEventHandlerEvent = { Incoming: 'Call.incoming' } as const;
export const GroupCallEventHandlerEvent = {
  Incoming: 'GroupCall.incoming',
  Outgoing: 'GroupCall.outgoing',
  Ended: 'GroupCall.ended',
  Participants: 'GroupCall.participants',
} as const;
