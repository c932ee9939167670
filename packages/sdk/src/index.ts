export { BACKOFF } from "./backoff.ts";
export type { CaptureView } from "./capture.ts";
export type { ChatItem } from "./chat-view.ts";
export { type Clock, systemClock } from "./clock.ts";
export type { Device, DeviceKind, DeviceStorage, Devices, SelectedDevices } from "./devices.ts";
export { ApiError, type ApiErrorCode, type FieldError, SignalingError } from "./errors.ts";
export { HttpClient, type Page } from "./http-client.ts";
export type { HttpOptions } from "./http-transport.ts";
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
  type MutedEvent,
  type OutgoingSignal,
  type ReactionEvent,
  RoomClient,
  type RoomClientOptions,
  type Signal,
  type UnmuteRequestedEvent,
} from "./room-client.ts";
export type { OutgoingMessage, Reply } from "./outbox.ts";
export { type ConnectionView, type LobbyRoom, type RoomView, handsOf } from "./room-view.ts";
export { SignalingClient, type SignalingOptions, type SignalingState } from "./signaling-client.ts";
export {
  type Access,
  type AccountPatch,
  type Attendance,
  type AttendanceList,
  type Ban,
  type BanList,
  type ChatMessage,
  type ClientMessage,
  type CreateRoomBody,
  type Ending,
  type ErrorCode,
  type Guest,
  type IceServer,
  type Invite,
  type InviteBody,
  type InviteList,
  type JoinRoomResult,
  type Kind,
  type LinkedRoom,
  type LoginBody,
  type MediaState,
  type MessageList,
  type NewInvite,
  type Participant,
  type PasswordBody,
  type Permission,
  type RegisterBody,
  type Role,
  type Room,
  type RoomCard,
  type RoomChange,
  type RoomDetails,
  type RoomList,
  type RoomPatch,
  type RoomResult,
  type RoomSettings,
  type ServerMessage,
  type ServerMessages,
  type SignIn,
  type SignInList,
  type Source,
  type TokenBody,
  type TokenPair,
  type User,
  type Waiting,
  type Welcome,
  isRoomCode,
  parseRoomCode,
} from "@parley/protocol";
