import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { type Ending, type Limits, ParleyError, SUBPROTOCOL, isEnding } from "@parley/protocol";
import type { Logger } from "pino";
import { type WebSocket, WebSocketServer } from "ws";
import type { Admission } from "../identity/admission.ts";
import type { Authenticator } from "../identity/authenticator.ts";
import type { IsTrustedProxy } from "../identity/client-address.ts";
import type { GrantEnding, Grants } from "../identity/grants.ts";
import type { Identity } from "../identity/identity.ts";
import type { OriginConfig } from "../identity/origin.ts";
import type { ResumeTokens } from "../identity/resume-tokens.ts";
import type { TicketClaims, Tickets } from "../identity/tickets.ts";
import type { Clock, Membership, RoomRecord } from "../runtime/ports.ts";
import type { Resume, RoomDoor } from "../runtime/room-door.ts";
import { Connection } from "./connection.ts";
import { type Knock, identify, readKnock, refuseUpgrade } from "./knock.ts";
import { Tally } from "./tally.ts";

/** Where rooms are to be had. `visit` is called in the turn in which the room is known to be there. */
export interface Entrance {
  enter(room: RoomRecord, visit: (door: RoomDoor) => void): Promise<void>;
}

export type GatewayOptions = {
  readonly config: OriginConfig;
  readonly isTrustedProxy: IsTrustedProxy;
  readonly admission: Admission;
  readonly authenticator: Authenticator;
  readonly grants: Grants;
  readonly resumeTokens: ResumeTokens;
  readonly tickets: Tickets;
  readonly rooms: Entrance;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly newId: () => string;
  readonly log: Logger;
};

/** What is held for an open socket and given back when it closes. */
type Held = { grant: string | null; readonly releases: (() => void)[] };

/** Takes the WebSocket upgrades of an HTTP server and leads each into its room. */
export class Gateway {
  readonly #options: GatewayOptions;
  readonly #ws: WebSocketServer;
  readonly #connections = new Map<Connection, Held>();
  /** One for each identification in progress: what has ended since it began. */
  readonly #ending = new Set<Map<string, GrantEnding>>();
  readonly #perAddress: Tally;
  readonly #perPrincipal: Tally;
  readonly #stopListening: () => void;
  #cancelBeat: () => void = () => {};
  #accepting = true;
  #onEmpty: (() => void) | null = null;

  constructor(options: GatewayOptions) {
    this.#options = options;
    const { limits, grants } = options;
    this.#perAddress = new Tally(limits.connectionsPerAddress);
    this.#perPrincipal = new Tally(limits.connectionsPerPrincipal);
    const ws = {
      noServer: true,
      clientTracking: false,
      // Twice the limit: what is a little too long still gets a goodbye, the rest a bare 1009.
      maxPayload: limits.frameBytes * 2,
      maxFragments: limits.wsFragments,
      maxBufferedChunks: limits.wsBufferedChunks,
      closeTimeout: limits.wsCloseTimeoutMs,
      perMessageDeflate: false,
      handleProtocols: (offered: Set<string>) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
    } as const;
    this.#ws = new WebSocketServer(ws);
    this.#stopListening = grants.onEnded((grant, why) => this.#signOut(grant, why));
    this.#planBeat();
  }

  attach(server: Server): void {
    server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      socket.on("error", () => socket.destroy());
      try {
        this.#upgrade(request, socket, head);
      } catch (error) {
        this.#options.log.error({ err: error }, "upgrade failed");
        socket.destroy();
      }
    });
  }

  /** Takes no more sockets. */
  refuseMore(): void {
    this.#accepting = false;
  }

  /** Takes no more sockets, ends those that are open, and resolves when all are closed. */
  async close(): Promise<void> {
    this.refuseMore();
    this.#cancelBeat();
    this.#stopListening();
    await this.#endInWaves();
    const all = this.#connections;
    if (all.size === 0) return;
    const empty = new Promise<void>((resolve) => (this.#onEmpty = resolve));
    const { clock, limits } = this.#options;
    const cancel = clock.after(limits.wsCloseTimeoutMs, () => {
      for (const connection of all.keys()) connection.terminate();
    });
    await empty;
    cancel();
  }

  /** Who is told to come back should not all come at once. */
  async #endInWaves(): Promise<void> {
    const { clock, limits } = this.#options;
    const rest = [...this.#connections.keys()];
    while (rest.length > 0) {
      for (const connection of rest.splice(0, limits.drainWave.connections)) {
        connection.end("draining");
      }
      if (rest.length > 0) {
        await new Promise<void>((resolve) => clock.after(limits.drainWaveMs, resolve));
      }
    }
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (!this.#accepting) return refuseUpgrade(socket, "unavailable");
    const knock = readKnock(request, this.#options);
    if (typeof knock === "string") return refuseUpgrade(socket, knock);
    this.#ws.handleUpgrade(request, socket, head, (ws) => this.#open(ws, knock));
  }

  #open(socket: WebSocket, knock: Knock): void {
    const { newId, clock, limits, log } = this.#options;
    const id = newId();
    const connection: Connection = new Connection({
      id,
      socket,
      plain: socket.protocol !== SUBPROTOCOL,
      newId,
      clock,
      limits,
      onClosed: () => this.#closed(connection),
      onFault: (error) => log.error({ err: error, connection: id }, "connection fault"),
    });
    const held: Held = { grant: null, releases: [] };
    this.#connections.set(connection, held);
    this.#admit(connection, knock, held).catch((error: unknown) => {
      const { ending, detail } = endingOf(error);
      if (ending === "internal") log.error({ err: error, connection: id }, "admission failed");
      connection.end(ending, detail);
    });
  }

  async #admit(connection: Connection, knock: Knock, held: Held): Promise<void> {
    const { admission, rooms, newId, log } = this.#options;
    if (!take(held, this.#perAddress, knock.address)) return connection.end("too_many_connections");
    const known = await this.#identify(knock);
    if (typeof known === "string") return connection.end(known);
    const { identity, ticket } = known;
    held.grant = identity.grant;
    if (!take(held, this.#perPrincipal, identity.principal)) {
      return connection.end("too_many_connections");
    }
    const { room, membership } = await admission.admit(identity, knock.code, knock.address);
    const resume = this.#resume(knock, membership);
    const obstacle = obstacleOf(ticket, membership) ?? resume;
    if (typeof obstacle === "string") return connection.end(obstacle);
    const { participantId } = membership;
    log.info({ connection: connection.id, room: room.id, participantId }, "joining");
    const entry = entryOf(identity, membership, newId());
    await rooms.enter(room, (door) => connection.enter(door, entry, obstacle));
  }

  /** What is signed out while it is being looked at must not get in. */
  async #identify(knock: Knock): Promise<Identified | Ending> {
    const { authenticator, tickets } = this.#options;
    const ended = new Map<string, GrantEnding>();
    this.#ending.add(ended);
    try {
      const known = await identify(knock, authenticator, tickets);
      if (known === null) return "not_authenticated";
      return ended.get(known.identity.grant) ?? known;
    } finally {
      this.#ending.delete(ended);
    }
  }

  /** What the resume token is good for, or why it is good for nothing. */
  #resume({ resume }: Knock, membership: Membership): Resume | null | Ending {
    if (resume === null) return null;
    const claims = this.#options.resumeTokens.verify(resume.token);
    const { roomId, participantId, epoch } = membership;
    if (claims?.roomId !== roomId || claims.participantId !== participantId)
      return "resume_refused";
    return claims.epoch === epoch ? { sessionId: claims.sessionId, point: resume.at } : "removed";
  }

  #closed(connection: Connection): void {
    for (const release of this.#connections.get(connection)?.releases ?? []) release();
    this.#connections.delete(connection);
    this.#options.log.info({ connection: connection.id }, "connection closed");
    if (this.#connections.size === 0) this.#onEmpty?.();
  }

  #signOut(grant: string, why: GrantEnding): void {
    for (const ended of this.#ending) ended.set(grant, why);
    for (const [connection, held] of this.#connections) {
      if (held.grant === grant) connection.signOut(why);
    }
  }

  #planBeat(): void {
    const { clock, limits } = this.#options;
    this.#cancelBeat = clock.after(limits.heartbeatIntervalMs, () => {
      const now = clock.now();
      for (const connection of this.#connections.keys()) connection.beat(now);
      this.#planBeat();
    });
  }
}

type Identified = { readonly identity: Identity; readonly ticket: TicketClaims | null };

/** Counts one more connection under the key, for as long as the socket is open. */
function take(held: Held, tally: Tally, key: string): boolean {
  const release = tally.add(key);
  if (release !== null) held.releases.push(release);
  return release !== null;
}

/** A ticket is for one room, and void once its bearer was removed from it. */
function obstacleOf(ticket: TicketClaims | null, membership: Membership): Ending | null {
  if (ticket === null) return null;
  if (ticket.roomId !== membership.roomId) return "not_authenticated";
  return ticket.epoch === membership.epoch ? null : "removed";
}

function entryOf(identity: Identity, membership: Membership, stayId: string) {
  const { name, kind } = identity;
  const { participantId, role, epoch, admittedAt, bannedAt } = membership;
  const standing = { role, epoch, admittedAt, bannedAt };
  return { participantId, name, kind, standing, stayId };
}

function endingOf(error: unknown): { ending: Ending; detail?: string } {
  if (!(error instanceof ParleyError)) return { ending: "internal" };
  if (error.code === "rate_limited") return { ending: "too_many_unknown_codes" };
  return isEnding(error.code)
    ? { ending: error.code, detail: error.message }
    : { ending: "internal" };
}
