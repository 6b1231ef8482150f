/** LiveKit Egress, which records a room or streams it as HLS. The one place that speaks to it, by LiveKit's API. */
import {
  EgressClient,
  EgressStatus,
  EncodedFileOutput,
  EncodedFileType,
  SegmentedFileOutput,
  SegmentedFileProtocol,
  ServerError,
} from 'livekit-server-sdk';

export interface Egress {
  /** Begins to record a room into a file; returns Egress's name for it. */
  record(sfuRoom: string, file: string): Promise<string>;
  /** Begins to stream a room as HLS into a folder: `live.m3u8` and what it names. */
  stream(sfuRoom: string, folder: string): Promise<string>;
  /** What has ended already is success. */
  stop(egressId: string): Promise<void>;
  /** Whether it goes on; `failed` when it ended without a result. */
  stateOf(egressId: string): Promise<'running' | 'ended' | 'failed'>;
}

const TIMEOUT_SECONDS = 10;
export const PLAYLIST = 'live.m3u8';

export function createEgress({
  api_url: url,
  api_key: key,
  api_secret: secret,
}: {
  readonly api_url: string;
  readonly api_key: string;
  readonly api_secret: string;
}): Egress {
  const client = new EgressClient(url, key, secret, { requestTimeout: TIMEOUT_SECONDS, failover: false });
  return {
    async record(sfuRoom, filepath) {
      const file = new EncodedFileOutput({ fileType: EncodedFileType.MP4, filepath });
      return (await client.startRoomCompositeEgress(sfuRoom, { file }, { layout: 'speaker' })).egressId;
    },
    async stream(sfuRoom, folder) {
      const segments = new SegmentedFileOutput({
        protocol: SegmentedFileProtocol.HLS_PROTOCOL,
        filenamePrefix: `${folder}/part`,
        playlistName: 'all.m3u8',
        livePlaylistName: PLAYLIST,
        segmentDuration: 4,
      });
      return (await client.startRoomCompositeEgress(sfuRoom, { segments }, { layout: 'speaker' })).egressId;
    },
    async stop(egressId) {
      try {
        await client.stopEgress(egressId);
      } catch (error) {
        // It has ended by itself (failed_precondition), or is long forgotten (not_found).
        if (error instanceof ServerError && error.status !== undefined && error.status < 500) return;
        throw error;
      }
    },
    async stateOf(egressId) {
      const [info] = await client.listEgress({ egressId });
      switch (info?.status) {
        case EgressStatus.EGRESS_STARTING:
        case EgressStatus.EGRESS_ACTIVE:
          return 'running';
        case EgressStatus.EGRESS_FAILED:
        case EgressStatus.EGRESS_ABORTED:
          return 'failed';
        default:
          return 'ended';
      }
    },
  };
}
