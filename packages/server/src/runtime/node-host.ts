import { ParleyError } from "@parley/protocol";
import { Elsewhere } from "./elsewhere.ts";
import { ELSEWHERE, type GrantEnd, type NodeRequest, readRequest } from "./node-requests.ts";
import type { Channel, ChannelEvents, Claim, Clock, LinkHost } from "./ports.ts";
import type { SavedRoom } from "./room-log.ts";
import type { RoomRegistry } from "./room-registry.ts";
import { Visit } from "./visit.ts";

type Options = {
  readonly registry: RoomRegistry;
  readonly clock: Clock;
  readonly limits: { readonly packUpMs: number };
  readonly onGrantEnded: (grant: string, why: GrantEnd) => void;
  readonly onError: (error: unknown) => void;
};

type Expected = { readonly begin: (claim: Claim | null) => void };

/** What this node does for others: it has rooms that their connections are in. */
export class NodeHost implements LinkHost {
  readonly #options: Options;
  readonly #expected = new Map<string, Expected>();

  constructor(options: Options) {
    this.#options = options;
  }

  onChannel(channel: Channel): ChannelEvents {
    const { registry } = this.#options;
    const visit = new Visit(channel, (id, enter) => registry.enter({ id }, enter));
    return visit.events;
  }

  async onRequest(text: string): Promise<string> {
    const request = readRequest(text);
    if (request === null) throw new ParleyError("unavailable");
    try {
      return await this.#answer(request);
    } catch (error) {
      if (error instanceof Elsewhere) return ELSEWHERE;
      throw error;
    }
  }

  async #answer(request: NodeRequest): Promise<string> {
    const { registry, onGrantEnded } = this.#options;
    switch (request.type) {
      case "participants":
        return JSON.stringify(registry.participantsHere(request.roomId));
      case "ask":
        return await registry.ask({ id: request.roomId }, request.command);
      case "deleted":
        await registry.closeDeleted(request.roomIds);
        return "ok";
      case "expect":
        this.#expect(request.roomId, request.saved);
        return "ok";
      case "begin":
        return this.#begin(request.roomId, request.claim);
      case "grant":
        onGrantEnded(request.grant, request.why);
        return "ok";
    }
  }

  /** Should the claim never come, those who wait for the room look for it anew. */
  #expect(roomId: string, saved: SavedRoom): void {
    const { registry, clock, limits, onError } = this.#options;
    const { promise: claim, resolve, reject } = Promise.withResolvers<Claim>();
    const giveUp = () => begin(null);
    const cancel = clock.after(2 * limits.packUpMs, giveUp);
    const begin = (known: Claim | null) => {
      cancel();
      this.#expected.delete(roomId);
      if (known === null) reject(new ParleyError("unavailable", "The room did not come."));
      else resolve(known);
    };
    this.#expected.set(roomId, { begin });
    registry.takeOver(roomId, saved, claim).catch(onError);
  }

  #begin(roomId: string, claim: Claim | null): string {
    const expected = this.#expected.get(roomId);
    if (expected === undefined) return ELSEWHERE;
    expected.begin(claim);
    return "ok";
  }

  close(): void {
    for (const { begin } of this.#expected.values()) begin(null);
  }
}
