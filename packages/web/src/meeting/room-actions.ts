import type { RoomChange, Source } from "@parley/protocol";
import type { HttpClient } from "@parley/sdk";
import { failureOf } from "../lib/failure.ts";
import type { MeetingRoom } from "./meeting-room.ts";
import { refusalText } from "./refusal-text.ts";
import type { ToastNews } from "./toasts.ts";

/** What one can do in the meeting. Nothing throws: what was refused is told in a toast. */
export type RoomActions = {
  readonly raiseHand: () => void;
  /** Without an id one's own. */
  readonly lowerHand: (participantId?: string) => void;
  readonly lowerAllHands: () => void;
  readonly react: (emoji: string) => void;
  readonly sendChat: (text: string, to: string | null) => void;
  readonly retryChat: (key: string) => void;
  readonly discardChat: (key: string) => void;
  /** Whether there may be still earlier messages. */
  readonly loadEarlier: () => Promise<boolean>;
  readonly mute: (target: string, source: Source) => void;
  readonly muteAll: () => void;
  readonly askToUnmute: (participantId: string, source: "mic" | "camera") => void;
  readonly remove: (participantId: string, ban: boolean) => void;
  readonly setRole: (participantId: string, role: "cohost" | "member") => void;
  readonly handOver: (participantId: string) => void;
  readonly admit: (ids: readonly string[] | "all") => void;
  readonly deny: (ids: readonly string[] | "all") => void;
  readonly updateRoom: (change: RoomChange) => void;
  readonly endMeeting: () => void;
};

/** The owner of a room is changed over HTTP alone. */
type RoomHttp = { readonly code: string; readonly http: Pick<HttpClient, "updateRoom"> };

export function roomActions(
  room: MeetingRoom,
  { code, http }: RoomHttp,
  tell: (news: ToastNews) => void,
): RoomActions {
  const refused = (error: unknown) => {
    tell({ kind: "refused", text: refusalText(failureOf(error).code) });
  };
  const run = (work: Promise<unknown>, done?: string) => {
    work.then(() => done !== undefined && tell({ kind: "done", text: done })).catch(refused);
  };
  return {
    ...chatActions(room, refused),
    raiseHand: () => run(room.raiseHand()),
    lowerHand: (id) => run(room.lowerHand(id)),
    lowerAllHands: () => run(room.lowerAllHands()),
    react: (emoji) => run(room.react(emoji)),
    mute: (target, source) => run(room.mute(target, source)),
    muteAll: () => run(room.mute("all", "mic"), "Everyone else is muted"),
    askToUnmute: (id, source) => run(room.askToUnmute(id, source), "They were asked"),
    remove: (id, ban) => run(room.remove(id, { ban })),
    setRole: (id, role) => run(room.setRole(id, role)),
    handOver: (id) => run(http.updateRoom(code, { ownerId: id })),
    admit: (ids) => run(room.admit(ids)),
    deny: (ids) => run(room.deny(ids)),
    updateRoom: (change) => run(room.updateRoom(change)),
    endMeeting: () => run(room.endMeeting()),
  };
}

function chatActions(room: MeetingRoom, refused: (error: unknown) => void) {
  return {
    // What could not be sent says so at the message itself.
    sendChat: (text: string, to: string | null) => {
      room.sendChat(text, to ?? undefined).catch(() => {});
    },
    retryChat: (key: string) => {
      room.retryChat(key).catch(() => {});
    },
    discardChat: (key: string) => room.discardChat(key),
    loadEarlier: () =>
      room.loadEarlierChat().catch((error: unknown) => {
        refused(error);
        return true;
      }),
  };
}
