/** How cameras, screens and voices are sent. A class has many pictures, and a phone a thin line: small ones will do. */
import { VideoPresets, type RoomOptions } from 'livekit-client';
import type { Choices } from '../model/choices.ts';

/** A teacher at the board is worth more lines than thirty faces. */
export function roomOptions(isTeacher: boolean, choices: Choices): RoomOptions {
  const preset = isTeacher ? VideoPresets.h720 : VideoPresets.h360;
  return {
    // What is not drawn, or small, is not sent or sent small.
    adaptiveStream: true,
    dynacast: true,
    disconnectOnPageLeave: true,
    audioCaptureDefaults: {
      autoGainControl: true,
      echoCancellation: true,
      noiseSuppression: true,
      ...(choices.microphoneId !== '' && { deviceId: choices.microphoneId }),
    },
    videoCaptureDefaults: {
      resolution: { ...preset.resolution, frameRate: 20 },
      ...(choices.cameraId !== '' && { deviceId: choices.cameraId }),
    },
    ...(choices.speakerId !== '' && { audioOutput: { deviceId: choices.speakerId } }),
    publishDefaults: {
      simulcast: true,
      videoEncoding: { maxBitrate: isTeacher ? 1_200_000 : 400_000, maxFramerate: 20 },
      videoSimulcastLayers: isTeacher ? [VideoPresets.h180, VideoPresets.h360] : [VideoPresets.h180],
      // Slides and text: sharp rather than smooth.
      screenShareEncoding: { maxBitrate: 1_800_000, maxFramerate: 10 },
      screenShareSimulcastLayers: [],
      dtx: true,
      red: true,
    },
  };
}
