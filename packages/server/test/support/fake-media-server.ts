import assert from "node:assert/strict";
import type {
  MediaCommand,
  MediaNotice,
  MediaRoom,
  MediaServer,
} from "../../src/runtime/media-port.ts";

/**
 * An SFU without media, at the port: it notes what it is asked, offers `down` connections as the
 * real one does, and tells what else the test gives it. It passes the port's contract suite.
 */
export class FakeMediaServer implements MediaServer {
  readonly rooms: FakeMediaRoom[] = [];

  open(roomId: string, onNotice: (notice: MediaNotice) => void): MediaRoom {
    const room = new FakeMediaRoom(roomId, onNotice);
    this.rooms.push(room);
    return room;
  }

  /** The room that was opened last. */
  get room(): FakeMediaRoom {
    return this.rooms.at(-1) ?? assert.fail("no room was opened");
  }
}

export class FakeMediaRoom implements MediaRoom {
  readonly roomId: string;
  readonly commands: MediaCommand[] = [];
  /** Resolves when the room is closed. */
  readonly closed: Promise<void>;
  #onClosed: () => void = () => {};
  readonly #onNotice: (notice: MediaNotice) => void;
  #state: "running" | "lost" | "closed" = "running";

  constructor(roomId: string, onNotice: (notice: MediaNotice) => void) {
    this.roomId = roomId;
    this.#onNotice = onNotice;
    this.closed = new Promise((resolve) => (this.#onClosed = resolve));
  }

  get state(): "running" | "lost" | "closed" {
    return this.#state;
  }

  send(command: MediaCommand): void {
    if (this.#state !== "running") return;
    this.commands.push(command);
    if (command.type === "join" || command.type === "replace") this.#offer(command);
  }

  tell(notice: MediaNotice): void {
    if (this.#state === "closed") return;
    if (notice.type === "lost") this.#state = "lost";
    if (notice.type === "ready") this.#state = "running";
    this.#onNotice(notice);
  }

  close(): void {
    this.#state = "closed";
    this.#onClosed();
  }

  #offer({ participantId, generation }: Extract<MediaCommand, { generation: number }>): void {
    const tracks: [] = [];
    this.tell({ type: "offer", participantId, generation, negotiation: 1, sdp: "v=0", tracks });
  }
}
