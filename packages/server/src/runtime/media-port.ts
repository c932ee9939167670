/** What the SFU is to a room: media/ implements it. Which commands and notices there are: room/media.ts. */
import type { MediaCommand, MediaNotice } from "../room/media.ts";

export type { MediaCommand, MediaNotice, TransportEnd } from "../room/media.ts";

/** One room's place in the SFU. */
export interface MediaRoom {
  /** Does nothing while the room's process is gone, and after `close`. */
  send(command: MediaCommand): void;
  /** Ends all connections; nothing is told any more. May be called again. */
  close(): void;
}

export interface MediaServer {
  open(roomId: string, onNotice: (notice: MediaNotice) => void): MediaRoom;
}
