import type { Track } from "@parley/protocol";
import type { Downlink } from "./downlink.ts";
import { DetailsMeter, type Origin } from "./media-details.ts";
import type { MediaDetails } from "./media-session.ts";
import type { Measurement } from "./quality-meter.ts";
import type { RoomView } from "./room-view.ts";
import type { Stat } from "./stats.ts";
import type { Uplink } from "./uplink.ts";

export type SfuStatsOptions = {
  readonly up: Pick<Uplink, "pc" | "sourceAt" | "sendsPicture">;
  readonly down: Pick<Downlink, "pc" | "trackAt">;
  readonly room: () => RoomView;
  /** Whether the page shows this picture. */
  readonly wants: (track: Track) => boolean;
};

/** What the browser measures on both connections: one call each, however many are in the meeting. */
export class SfuStats {
  readonly #options: SfuStatsOptions;
  readonly #details = new DetailsMeter();

  constructor(options: SfuStatsOptions) {
    this.#options = options;
  }

  async up(): Promise<RTCStatsReport | null> {
    return (await this.#options.up.pc?.getStats()) ?? null;
  }

  async down(): Promise<RTCStatsReport | null> {
    return (await this.#options.down.pc?.getStats()) ?? null;
  }

  async details(): Promise<MediaDetails> {
    const [up, down] = await Promise.all([this.up(), this.down()]);
    return this.#details.describe("sfu", [
      { name: "up", report: up, sent: (stat) => this.#sent(stat), received: () => null },
      { name: "down", report: down, sent: () => null, received: (stat) => this.#track(stat) },
    ]);
  }

  async measure(): Promise<Measurement> {
    const [up, down] = await Promise.all([this.up(), this.down()]);
    const { sendsPicture } = this.#options.up;
    return { up, down, sendsPicture, origin: (stat) => this.#expected(stat) };
  }

  #sent({ mid }: Stat): Origin | null {
    const source = this.#options.up.sourceAt(mid);
    return source === null ? null : { participantId: this.#options.room().selfId ?? "", source };
  }

  #track({ mid }: Stat): Track | null {
    const trackId = this.#options.down.trackAt(mid);
    return this.#options.room().tracks.find(({ id }) => id === trackId) ?? null;
  }

  /** Of what is switched off or hidden nothing is expected. */
  #expected(stat: Stat): Origin | null {
    const track = this.#track(stat);
    const { participants } = this.#options.room();
    const media = participants.find(({ id }) => id === track?.participantId)?.media;
    if (track === null || media === undefined) return null;
    const on = { ...media, screenAudio: media.screen }[track.source];
    const isPicture = track.source === "camera" || track.source === "screen";
    return on && (!isPicture || this.#options.wants(track)) ? track : null;
  }
}
