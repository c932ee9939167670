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
export {
  type MediaDetails,
  type MediaKind,
  type MediaSession,
  type MediaView,
  type PeerConnectionView,
  type Quality,
  type RemoteMedia,
  type Shown,
  type StreamDetails,
  noMedia,
} from "./media-session.ts";
export { MeetingMedia, type MeetingMediaOptions } from "./meeting-media.ts";
export { MeshMedia, type MeshMediaOptions, type MeshRoom } from "./mesh-media.ts";
export { RoomClient, type RoomClientOptions } from "./room-client.ts";
export type {
  MediaEvent,
  MutedEvent,
  OutgoingSignal,
  ReactionEvent,
  Signal,
  UnmuteRequestedEvent,
} from "./room-events.ts";
export type { TrackWidth } from "./room-requests.ts";
export type { OutgoingMessage, Reply } from "./outbox.ts";
export { type ConnectionView, type LobbyRoom, type RoomView, handsOf } from "./room-view.ts";
export { SfuMedia, type SfuMediaOptions, type SfuRoom } from "./sfu-media.ts";
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
  type IceServerList,
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
  type Track,
  type User,
  type Waiting,
  type Welcome,
  isRoomCode,
  parseRoomCode,
} from "@parley/protocol";
