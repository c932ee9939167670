import type { TrackLine } from "@parley/protocol";
import { LIMITS } from "@parley/protocol/limits";
import type { DownLine } from "../sdp/down-offer.ts";
import { AudioLine } from "./audio-line.ts";
import type { RoomContext } from "./context.ts";
import { Line } from "./line.ts";
import { assignLines } from "./line-assignment.ts";
import type { Outlet } from "./outlet.ts";
import type { Producer } from "./producer.ts";
import { StreamStarts } from "./stream-start.ts";
import { VideoLine } from "./video-line.ts";

/** The tracks that a receiver should get, best first. */
export type Wanted = {
  readonly cameras: readonly Producer[];
  readonly screens: readonly Producer[];
  readonly audio: readonly Producer[];
  /** There is more sound than lines for it: the loudest use them in turn. */
  readonly slots: boolean;
};

type Slot = { readonly mid: string; readonly trackId: string | null };

/** The media lines of a down connection. */
export class DownLines {
  readonly #context: RoomContext;
  readonly #outlet: Outlet;
  readonly #starts = new StreamStarts();
  readonly #all: Line[] = [];
  readonly #audio: Line<AudioLine>[] = [];
  readonly #cameras: Line<VideoLine>[] = [];
  readonly #screens: Line<VideoLine>[] = [];
  #video: readonly Line<VideoLine>[];
  readonly #bySsrc = new Map<number, Line<VideoLine> | null>();
  #slots = false;
  #told = "";

  /** Begins with a line of each kind, so that there is something to connect with. */
  constructor(context: RoomContext, outlet: Outlet) {
    this.#context = context;
    this.#outlet = outlet;
    this.#audio.push(this.#addAudio());
    this.#cameras.push(this.#addVideo());
    this.#video = [...this.#cameras];
  }

  get all(): readonly Line[] {
    return this.#all;
  }

  get audio(): readonly Line<AudioLine>[] {
    return this.#audio;
  }

  /** Cameras and screens. */
  get video(): readonly Line<VideoLine>[] {
    return this.#video;
  }

  /** The video line that sends under this SSRC, undefined when none does; null: an audio line. */
  find(ssrc: number): Line<VideoLine> | null | undefined {
    return this.#bySsrc.get(ssrc);
  }

  assign({ cameras, screens, audio, slots }: Wanted): void {
    this.#slots = slots;
    const { downVideoLines, downScreenLines, downAudioLines } = LIMITS;
    assignTo(this.#cameras, assigned(this.#cameras, cameras, downVideoLines), () =>
      this.#addVideo(),
    );
    assignTo(this.#screens, assigned(this.#screens, screens, downScreenLines), () =>
      this.#addVideo(),
    );
    assignTo(this.#audio, assigned(this.#audio, audio, downAudioLines), () => this.#addAudio());
    this.#video = [...this.#screens, ...this.#cameras];
  }

  get needsOffer(): boolean {
    return this.#all.some((line) => line.needsOffer(this.#slots));
  }

  /** Everything as it goes into an offer. */
  describe(): { readonly lines: readonly DownLine[]; readonly tracks: readonly TrackLine[] } {
    for (const line of this.#all) line.describe();
    this.#told = JSON.stringify(this.#slotsNow());
    return { lines: this.#all.map(toDownLine), tracks: this.#all.flatMap(toTrackLine) };
  }

  /** Who is in which line now, if that is not known to the receiver; else null. */
  takeSlots(): readonly Slot[] | null {
    const slots = this.#slotsNow();
    const text = JSON.stringify(slots);
    if (!this.#slots || text === this.#told) return null;
    this.#told = text;
    return slots;
  }

  /** An offer was answered. `receiving`: the mids that are received. */
  answer(receiving: ReadonlySet<string>): void {
    for (const line of this.#all) line.answer(receiving.has(line.mid));
  }

  /** A track is gone: nothing more of it is sent. */
  drop(producer: Producer, connected: boolean): void {
    for (const line of this.#all) {
      if (line.assigned !== producer) continue;
      line.assign(null);
      line.carry(connected);
    }
  }

  /** `connected`: packets can be sent at all. */
  carry(connected: boolean): void {
    for (const line of this.#all) line.carry(connected);
  }

  /** Nothing is sent any more. */
  close(): void {
    for (const line of this.#all) line.assign(null);
    this.carry(false);
  }

  #slotsNow(): readonly Slot[] {
    return this.#audio
      .filter(({ assigned: track }) => track?.source !== "screenAudio")
      .map(({ mid, assigned: track }) => ({ mid, trackId: track?.trackId ?? null }));
  }

  #addAudio(): Line<AudioLine> {
    const start = this.#starts.next();
    const line = new Line(String(this.#all.length), start, new AudioLine(this.#outlet, start));
    this.#bySsrc.set(start.ssrc, null);
    this.#all.push(line);
    return line;
  }

  #addVideo(): Line<VideoLine> {
    const start = this.#starts.next();
    const out = new VideoLine(this.#outlet, start, this.#context.counters);
    const line = new Line(String(this.#all.length), start, out);
    this.#bySsrc.set(start.ssrc, line);
    this.#bySsrc.set(start.rtxSsrc, line);
    this.#all.push(line);
    return line;
  }
}

const assigned = (lines: readonly Line[], wanted: readonly Producer[], limit: number) =>
  assignLines(
    lines.map((line) => line.assigned),
    wanted,
    limit,
  );

function assignTo<L extends Line>(lines: L[], tracks: readonly (Producer | null)[], add: () => L) {
  for (const [index, track] of tracks.entries()) {
    const line = lines[index] ?? add();
    lines[index] = line;
    line.assign(track);
  }
}

/** Microphone and camera of a person are one stream: a browser plays them in sync. */
const streamOf = ({ participantId, source }: Producer): string =>
  source === "mic" || source === "camera" ? participantId : `${participantId}-screen`;

function toDownLine({ mid, start, out, assigned: track }: Line): DownLine {
  const isVideo = out instanceof VideoLine;
  return {
    mid,
    kind: isVideo ? "video" : "audio",
    active: track !== null,
    stereo: track?.source === "screenAudio",
    ssrc: start.ssrc,
    rtxSsrc: isVideo ? start.rtxSsrc : null,
    cname: track?.participantId ?? "",
    msid: track === null ? "" : streamOf(track),
  };
}

const toTrackLine = ({ mid, assigned: track }: Line): readonly TrackLine[] =>
  track === null
    ? []
    : [{ mid, trackId: track.trackId, participantId: track.participantId, source: track.source }];
