/**
 * What the server and a media worker say to each other: control only, packets never come this way.
 * A worker parses what strangers send, so the server checks every message that it gets from one.
 */
import { accept } from "@parley/protocol";
import { Compile } from "typebox/compile";
import type { MediaCommand, MediaNotice } from "../runtime/ports.ts";
import { FromWorkerSchema, type ValidFromWorker } from "./control-schemas.ts";

/** What a worker is started with, as JSON in its first argument. It gets nothing else. */
export type WorkerOptions = {
  /** The address its UDP port is bound to. */
  readonly bindAddress: string;
  /** 0: any free one. */
  readonly port: number;
  /** The IP addresses under which browsers reach that port. */
  readonly announced: readonly string[];
};

export type ToWorker =
  /** A room is on this worker from now on. */
  | { readonly type: "open"; readonly room: string }
  /** All connections of the room end; nothing more is told of it. */
  | { readonly type: "close"; readonly room: string }
  | { readonly type: "command"; readonly room: string; readonly command: MediaCommand }
  /** Ends everything and exits. */
  | { readonly type: "stop" };

export type FromWorker =
  /** The first message: the port that it is bound to. */
  | { readonly type: "started"; readonly port: number }
  /** The first and last message: why it cannot work, and so exits. */
  | {
      readonly type: "failed";
      /** `native_module`: node-datachannel cannot be loaded here. `port`: it cannot be bound. */
      readonly cause: "native_module" | "port" | "other";
      readonly reason: string;
    }
  | { readonly type: "notice"; readonly room: string; readonly notice: MediaNotice }
  /** Every second: the sign of life. */
  | { readonly type: "beat"; readonly report: WorkerReport };

/** What has been counted since the start of a worker or the opening of a room. */
export type Counters = {
  readonly packetsIn: number;
  readonly bytesIn: number;
  readonly packetsOut: number;
  readonly bytesOut: number;
  /** Not sent, because the socket was full. */
  readonly dropsFull: number;
  /** Received while the loop lagged, and given up. */
  readonly dropsStale: number;
  /** Not RTP or RTCP that can be used. */
  readonly dropsInvalid: number;
  /** Packets that receivers asked for again, and that publishers were asked for again. */
  readonly nacksIn: number;
  readonly nacksOut: number;
  /** Packets that were sent again. */
  readonly rtxOut: number;
  /** Keyframes that receivers asked for, and that publishers were asked for. */
  readonly plisIn: number;
  readonly plisOut: number;
  readonly layerSwitches: number;
  /** Packets of padding that tried whether a line can carry more. */
  readonly probes: number;
};

export type RoomReport = {
  readonly room: string;
  readonly peers: number;
  readonly tracks: number;
  /** The sum over its receivers. */
  readonly estimateBps: number;
  readonly counters: Counters;
};

export type WorkerReport = {
  /** The worst since the report before. */
  readonly loopLagMs: number;
  readonly memoryBytes: number;
  readonly transports: number;
  /** The sum over all receivers. */
  readonly estimateBps: number;
  /** Rooms that are gone included. */
  readonly total: Counters;
  readonly rooms: readonly RoomReport[];
};

/** A message as it came, checked. `detail` says in a few words what is wrong with one. */
export type Checked<T> =
  | { readonly ok: true; readonly message: T }
  | { readonly ok: false; readonly detail: string };

const fromWorker = Compile(FromWorkerSchema);

/** Reads what a worker sent; it may be anything. */
export function readFromWorker(value: unknown): Checked<FromWorker> {
  const message: FromWorker | null = accept<ValidFromWorker>(value, (it) => fromWorker.Check(it));
  if (message !== null) return { ok: true, message };
  return { ok: false, detail: detailOf(value) };
}

/** Of all the ways in which it is none of the messages, the one that got furthest. */
function detailOf(value: unknown): string {
  const errors = fromWorker.Errors(value);
  const depth = ({ instancePath }: { readonly instancePath: string }) =>
    instancePath.split("/").length;
  const [deepest] = errors.toSorted((a, b) => depth(b) - depth(a));
  return `${deepest?.instancePath ?? ""} ${deepest?.message ?? "is unknown"}`.trim();
}
