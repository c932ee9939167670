import { DownlinkEstimator } from "../rtp/downlink-estimator.ts";
import type { OutgoingPacket } from "../rtp/outgoing-packet.ts";
import { RateMeter } from "../rtp/rate-meter.ts";
import { LIMITS } from "@parley/protocol/limits";
import type { RoomContext } from "./context.ts";
import type { Counting } from "./counting.ts";
import type { SendResult } from "./transport.ts";

/** How often `allowRepairs` is called: a receiver that asks for everything gets no flood. */
const REPAIR_MS = 100;

/** However small it is, a packet that is sent again costs us as much as one of these. */
const LEAST_REPAIR_BYTES = 200;

/** What a packet is sent for. */
export type Purpose = "audio" | "video" | "repair" | "padding";

/** What an outlet needs of a `Transport`. */
export type Way = { send(packet: Buffer): SendResult };

/** Where all packets for one receiver leave, and are counted. */
export class Outlet {
  readonly estimator = new DownlinkEstimator(LIMITS.firstEstimateBps);
  readonly audio = new RateMeter();
  /** To be loaded, and addressed by a line. */
  readonly packet: OutgoingPacket;
  readonly #counters: Counting;
  #transport: Way | null = null;
  #repairBytes = 0;
  #sentAt = -Infinity;

  constructor(context: Pick<RoomContext, "outgoing" | "counters">) {
    this.packet = context.outgoing;
    this.#counters = context.counters;
  }

  /** When a packet went out last. */
  get sentAt(): number {
    return this.#sentAt;
  }

  /** What may be sent again until the next call: as much as the line is believed to carry. */
  allowRepairs(): void {
    this.#repairBytes = (Math.min(this.estimator.bps, LIMITS.repairBps) / 8000) * REPAIR_MS;
  }

  /** Whether a packet may be sent again. */
  get mayRepair(): boolean {
    return this.#repairBytes > 0;
  }

  open(transport: Way): void {
    this.#transport = transport;
  }

  close(): void {
    this.#transport = null;
  }

  /** Sends what is in the packet. Gives how many bytes went out: 0 when none did. */
  send(purpose: Purpose, now: number): number {
    this.packet.setAbsSendTime(now * 1000);
    const bytes = this.packet.bytes();
    const result = this.#transport?.send(bytes) ?? "closed";
    if (result === "full") this.#counters.dropsFull += 1;
    if (result !== "sent") return 0;
    this.#count(purpose, bytes.length, now);
    return bytes.length;
  }

  /** Sends RTCP. */
  control(bytes: Buffer): void {
    this.#transport?.send(bytes);
  }

  #count(purpose: Purpose, bytes: number, now: number): void {
    const counters = this.#counters;
    this.#sentAt = now;
    counters.packetsOut += 1;
    counters.bytesOut += bytes;
    if (purpose === "audio") this.audio.add(bytes, now);
    else if (purpose === "repair") {
      counters.rtxOut += 1;
      this.#repairBytes -= Math.max(bytes, LEAST_REPAIR_BYTES);
    } else if (purpose === "padding") counters.probes += 1;
    if (purpose === "padding") this.estimator.padded(bytes, now);
    else this.estimator.sent(bytes, now);
  }
}
