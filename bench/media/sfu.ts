import type { RawPeer } from "./raw-peer.ts";

/** An SFU under measurement. */
export interface Sfu {
  readonly name: string;
  /** The process whose CPU time counts. */
  readonly pid: number;
  openRoom(): Promise<void>;
  /** A publisher of one VP8 stream; `id` is what subscribers name. */
  publish(ssrc: number): Promise<{ peer: RawPeer; id: string }>;
  /** A receiver of these publishers' streams. */
  subscribe(from: readonly string[]): Promise<RawPeer>;
  stop(): Promise<void>;
}
