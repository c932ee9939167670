import type { TrackSource } from "@parley/protocol";
import { gathered } from "./gathered.ts";

/** The SFU's end of one up connection. */
export class UpPeer {
  readonly generation: number;
  readonly offers: string[] = [];
  readonly #pc = new RTCPeerConnection();

  constructor(generation: number) {
    this.generation = generation;
  }

  get state(): RTCPeerConnectionState {
    return this.#pc.connectionState;
  }

  async answer(sdp: string): Promise<string> {
    this.offers.push(sdp);
    await this.#pc.setRemoteDescription({ type: "offer", sdp });
    return acceptLayers(sdp, await gathered(this.#pc));
  }

  /** How many packets came on the lines of this kind: of cameras and screens, or of voices. */
  async packets(source: TrackSource): Promise<number> {
    const kind = source === "camera" || source === "screen" ? "video" : "audio";
    let packets = 0;
    (await this.#pc.getStats()).forEach((stat: Inbound) => {
      if (stat.type === "inbound-rtp" && stat.kind === kind) packets += stat.packetsReceived ?? 0;
    });
    return packets;
  }

  close(): void {
    this.#pc.close();
  }
}

/** Browsers themselves take one layer only: this asks for all that are offered (RFC 8853). */
function acceptLayers(offer: string, answer: string): string {
  const mid = /^a=mid:(\S+)(?:(?!^m=).)*^a=simulcast:send/ms.exec(offer)?.[1];
  const layers = ["q", "h", "f"].map((rid) => `a=rid:${rid} recv\r\n`).join("");
  return answer.replace(`a=mid:${mid}\r\n`, (line) => `${line}${layers}a=simulcast:recv q;h;f\r\n`);
}

type Inbound = { readonly type: string; readonly kind?: string; readonly packetsReceived?: number };
