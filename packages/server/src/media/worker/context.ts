import type { MediaNotice } from "../../runtime/ports.ts";
import type { OutgoingPacket } from "../rtp/outgoing-packet.ts";
import type { RtpView } from "../rtp/rtp-view.ts";
import type { Vp8View } from "../rtp/vp8-view.ts";
import type { MediaClock } from "./clock.ts";
import type { Counting } from "./counting.ts";
import type { LoopLag } from "./loop-lag.ts";
import type { TransportDesk } from "./transport-desk.ts";

/** A packet that was received, as it is looked at. `vp8` means something for video only. */
export type Incoming = { readonly view: RtpView; readonly vp8: Vp8View };

/** What everything in the worker shares. The buffers are of use until the next packet. */
export type WorkerContext = {
  readonly clock: MediaClock;
  readonly lag: LoopLag;
  readonly transports: TransportDesk;
  readonly incoming: Incoming;
  /** The packet inside an RTX packet, which is in `incoming`. */
  readonly restored: Incoming;
  readonly restoredBytes: Buffer;
  readonly outgoing: OutgoingPacket;
  /** RTCP is written here. */
  readonly rtcp: Buffer;
};

/** What everything in one room shares. */
export type RoomContext = WorkerContext & {
  readonly counters: Counting;
  readonly tell: (notice: MediaNotice) => void;
};
