export { BACKOFF } from "./backoff.ts";
export type { CaptureView } from "./capture.ts";
export { type Clock, systemClock } from "./clock.ts";
export type { Device, DeviceKind, DeviceStorage, Devices, SelectedDevices } from "./devices.ts";
export { ApiError, type ApiErrorCode, type FieldError, SignalingError } from "./errors.ts";
export { HttpClient } from "./http-client.ts";
export {
  LocalMedia,
  type LocalMediaOptions,
  type LocalMediaView,
  type MediaDevicesPort,
  type TrackSource,
} from "./local-media.ts";
export type { MediaProblem } from "./media-problem.ts";
export { MeshMedia, type MeshMediaOptions, type MeshRoom } from "./mesh-media.ts";
export type { PeerConnectionView } from "./mesh-peer.ts";
export type { MediaView, RemoteMedia } from "./mesh-view.ts";
export {
  type OutgoingSignal,
  RoomClient,
  type RoomClientOptions,
  type Signal,
} from "./room-client.ts";
export type { ConnectionView, RoomView } from "./room-view.ts";
export { SignalingClient, type SignalingOptions, type SignalingState } from "./signaling-client.ts";
export type { OutgoingMessage } from "./signaling-socket.ts";
export {
  type Access,
  type ClientMessage,
  type CreateRoomBody,
  type Ending,
  type ErrorCode,
  type IceServer,
  type JoinRoomResult,
  type LinkedRoom,
  type LoginBody,
  type MediaState,
  type Participant,
  type Permission,
  type RegisterBody,
  type Role,
  type Room,
  type RoomDetails,
  type RoomSettings,
  type ServerMessage,
  type ServerMessages,
  type User,
  type Welcome,
  isRoomCode,
  parseRoomCode,
} from "@parley/protocol";
