import { encode, errorMessage } from "@parley/protocol";
import type { Speaker } from "../room/command.ts";
import type { Audience } from "./audience.ts";
import { type Outcome, answerOf } from "./outcome.ts";
import type { RoomLog } from "./room-log.ts";
import type { Session } from "./session.ts";

/** What connections ask for with an `id` is taken once, and answered as often as it is asked for. */
export class Answers {
  readonly #audience: Audience;
  readonly #log: RoomLog | null;

  constructor(audience: Audience, log: RoomLog | null) {
    this.#audience = audience;
    this.#log = log;
  }

  /** Null: it was here before. Otherwise whom to tell how it ended. */
  take(from: Speaker, id: number | null): ((outcome: Outcome) => void) | null {
    const { participantId, connection } = from;
    const session = this.#audience.session(participantId);
    const own = session?.peer?.id === connection ? session : null;
    if (id === null || own === null) return (outcome) => this.#tell(connection, id, outcome);
    if (!this.#isNew(own, id)) return null;
    this.#log?.note({ type: "taken", participantId, id });
    return (outcome) => this.#answer(own, participantId, id, outcome);
  }

  #isNew(session: Session, id: number): boolean {
    const taken = session.take(id);
    if (taken === "out_of_order") session.peer?.send(encode(errorMessage("id_not_growing", id)));
    return taken === "new";
  }

  #tell(connection: string, id: number | null, outcome: Outcome): void {
    if (outcome.ok && id === null) return;
    this.#audience.peer(connection)?.send(encode(answerOf(id, outcome)));
  }

  #answer(session: Session, participantId: string, id: number, outcome: Outcome): void {
    const frame = encode(answerOf(id, outcome));
    session.answer(id, frame);
    this.#log?.note({ type: "answered", participantId, id, frame });
  }
}
