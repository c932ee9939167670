/** What the benchmark and the processes that play its people say to one another. */
import { isObject } from "@parley/protocol";

/** So many people in one room, by way of one server. */
export type Place = {
  /** Of the server: `http://127.0.0.1:8000`. */
  readonly url: string;
  /** Of the room; for the bare relay any text. */
  readonly code: string;
  readonly people: number;
  readonly server: "parley" | "bare";
};

/** What people send. Both kinds hold MARK, by which they are counted where they arrive. */
export type Kind = "relay" | "chat";

export type Load = { readonly kind: Kind; readonly messages: number; readonly perSecond: number };

export type ToCrowd =
  | { readonly type: "open"; readonly places: readonly Place[] }
  | ({ readonly type: "load" } & Load);

export type FromCrowd =
  | { readonly type: "ready" }
  /** Everybody is in. */
  | { readonly type: "opened" }
  /** How many messages have arrived since the load began. */
  | { readonly type: "arrived"; readonly count: number };

const MARK = "bench-mark";

const RELAY = JSON.stringify({
  type: "candidate",
  candidate: {
    candidate:
      "candidate:842163049 1 udp 1677729535 192.0.2.7 46154 typ srflx raddr 0.0.0.0 rport 0",
    sdpMid: "0",
    sdpMLineIndex: 0,
    usernameFragment: MARK,
  },
});

const TEXT = `Could somebody look at the second page before we go on with the third one? ${MARK}`;

/** A message as a client sends it; `id` is the next one of its session. */
export function messageOf(kind: Kind, id: number): string {
  if (kind === "relay") return RELAY;
  return JSON.stringify({ type: "chat.send", id, text: TEXT, clientId: `message-${id}` });
}

export function isMessage(frame: Buffer): boolean {
  return frame.includes(MARK);
}

/** Both ends are of the same version: only the outline is looked at. */
export function isNotice(value: unknown): boolean {
  return isObject(value) && typeof value["type"] === "string";
}
