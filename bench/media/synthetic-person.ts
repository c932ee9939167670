import type { HttpClient } from "@parley/sdk";
import { RoomClient } from "@parley/sdk";
import { RawPeer, parametersOf, videoSection } from "./raw-peer.ts";
import { asksForKeyframe, isRtcp, senderReport } from "./reports.ts";
import { type Vp8Frame, Vp8Packetizer } from "./vp8-file.ts";

const FRAMES_PER_SECOND = 30;

/** Somebody in a meeting who sends a real picture, without a browser. */
export class SyntheticPerson {
  readonly #room: RoomClient;
  readonly #peer: RawPeer;
  readonly #stop: () => void;

  private constructor(room: RoomClient, peer: RawPeer, stop: () => void) {
    this.#room = room;
    this.#peer = peer;
    this.#stop = stop;
  }

  static async join(
    http: HttpClient,
    code: string,
    ssrc: number,
    video: readonly Vp8Frame[],
  ): Promise<SyntheticPerson> {
    const room = new RoomClient({ http, code });
    await room.join();
    const { peer, local } = await RawPeer.offering("127.0.0.1");
    const answered = new Promise<string>((resolve) => {
      room.onSignal((signal) => {
        if (signal.type === "answer") resolve(signal.description.sdp);
      });
    });
    await room.signal({
      type: "offer",
      to: "sfu",
      description: { type: "offer", sdp: videoSection(local, ssrc) },
      ...{ transport: "up", generation: 1, negotiation: 1 },
    });
    await room.publishTrack({ mid: "0", source: "camera", generation: 1 });
    await room.update({ media: { camera: true } });
    peer.answered(parametersOf(await answered));
    await peer.connected();
    return new SyntheticPerson(room, peer, play(peer, ssrc, video));
  }

  async leave(): Promise<void> {
    this.#stop();
    this.#peer.close();
    await this.#room.leave();
  }
}

/** Plays a video again and again, from its key frame when one is asked for. */
function play(peer: RawPeer, ssrc: number, video: readonly Vp8Frame[]): () => void {
  const packetizer = new Vp8Packetizer(ssrc);
  let next = 0;
  let sent = 0;
  peer.on("packet", (packet) => {
    if (isRtcp(packet) && asksForKeyframe(packet)) next = 0;
  });
  const began = Date.now();
  const timer = setInterval(() => {
    const frame = video[next];
    if (frame === undefined) return;
    const timestamp = Math.floor((sent * 90_000) / FRAMES_PER_SECOND);
    for (const packet of packetizer.packets(frame, timestamp)) peer.send(packet);
    if (sent % FRAMES_PER_SECOND === 0) peer.send(senderReport(ssrc, began + timestamp / 90));
    next = (next + 1) % video.length;
    sent += 1;
  }, 1000 / FRAMES_PER_SECOND);
  return () => clearInterval(timer);
}
