import type { RoomClient } from "@parley/sdk";

/** What the meeting asks of the SDK's room. */
export type MeetingRoom = Pick<
  RoomClient,
  | "view"
  | "subscribe"
  | "raiseHand"
  | "lowerHand"
  | "lowerAllHands"
  | "react"
  | "sendChat"
  | "retryChat"
  | "discardChat"
  | "loadEarlierChat"
  | "mute"
  | "askToUnmute"
  | "remove"
  | "setRole"
  | "admit"
  | "deny"
  | "updateRoom"
  | "endMeeting"
  | "onReaction"
  | "onMuted"
  | "onUnmuteRequested"
>;
