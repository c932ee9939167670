import type { OutHistory } from "../rtp/out-history.ts";
import type { PacketRing } from "../rtp/packet-ring.ts";
import { DOWN } from "../sdp/codecs.ts";
import type { Outlet } from "./outlet.ts";
import { SentStream } from "./sent-stream.ts";
import type { StreamStart } from "./stream-start.ts";

/** As many as OutHistory remembers. */
const ENTRIES = 512;

/** A packet is not sent again sooner, however near the receiver is. */
const MIN_REPEAT_MS = 20;

/** A packet that was asked for again: where it is now, and as what it went out. */
export type Found = { readonly history: OutHistory; readonly ring: PacketRing };

/** The RTX stream of a video line (RFC 4588): packets that were lost, and padding. */
export class Repairer {
  readonly stream: SentStream;
  readonly #outlet: Outlet;
  /** Of each packet; null until the first is sent again, as most receivers never ask. */
  #sentAt: Float64Array | null = null;
  #sequence: number;

  constructor(outlet: Outlet, { rtxSsrc, firstSequence }: StreamStart) {
    this.#outlet = outlet;
    this.#sequence = firstSequence;
    this.stream = new SentStream(rtxSsrc);
  }

  /** Sends a packet again, unless that was done within the last round trip. */
  send(sequence: number, { history, ring }: Found, { now, rttMs }: { now: number; rttMs: number }) {
    const at = sequence & (ENTRIES - 1);
    if (now - (this.#sentAt?.[at] ?? 0) < Math.max(rttMs, MIN_REPEAT_MS)) return;
    const out = this.#outlet.packet;
    if (!this.#outlet.mayRepair || !out.loadRetransmission(ring, sequence)) return;
    this.#sentAt ??= new Float64Array(ENTRIES);
    this.#sentAt[at] = now;
    this.#address(history.outTimestamp, ring.marker);
    out.setPictureId(history.pictureId);
    out.setTl0(history.tl0PicIdx);
    this.stream.count(this.#outlet.send("repair", now));
  }

  /** Sends a packet of padding. Gives its size; 0: it was not sent. */
  pad(bytes: number, timestamp: number, now: number): number {
    this.#outlet.packet.loadPadding(bytes);
    this.#address(timestamp, false);
    const sent = this.#outlet.send("padding", now);
    this.stream.count(sent);
    return sent;
  }

  #address(timestamp: number, marker: boolean): void {
    const out = this.#outlet.packet;
    out.address(this.stream.ssrc, DOWN.rtx);
    out.number(this.#sequence, timestamp, marker);
    this.#sequence = (this.#sequence + 1) & 0xffff;
  }
}
