import { type Choice, allocate, wantedBudget } from "../../../../src/media/rtp/allocator.ts";
import { DownlinkEstimator } from "../../../../src/media/rtp/downlink-estimator.ts";
import { ChromeReceiver } from "./chrome-receiver.ts";
import { Link, type Packet } from "./link.ts";
import { Playout } from "./playout.ts";

const TICK_MS = 10;
const AUDIO = { bps: 40_000, everyMs: 20, bytes: 100 };
const LAYERS = [
  { bps: 150_000, width: 320 },
  { bps: 500_000, width: 640 },
  { bps: 1_700_000, width: 1280 },
];
const FRAMES_PER_SECOND = 30;
const KEYFRAME_TIMES = 3;
const PACKET_BYTES = 1100;
const PADDING_BYTES = 240;
const BACK_MS = 20;

/** What one second of the call was like. */
export type Second = {
  readonly at: number;
  readonly layer: number;
  readonly bps: number;
  readonly remb: number | null;
  readonly concealed: number;
  /** The longest time without a video packet that arrived. */
  readonly videoGapMs: number;
  readonly paddingBps: number;
  readonly queueMs: number;
};

/**
 * One camera of three layers and one microphone, sent to one receiver over a line: the estimator
 * and the allocator in the loop in which they work, at a clock of its own.
 */
export class Call {
  readonly link = new Link(20, 30);
  readonly seconds: Second[] = [];
  readonly estimator = new DownlinkEstimator(300_000);
  readonly #receiver = new ChromeReceiver();
  readonly #playout = new Playout();
  #choice: Choice = { layer: -1, temporal: 0 };
  #nowMs = 0;
  #frame = 0;
  #keyframeDue = true;
  #paddingCredit = 0;
  #sequence = 0;
  #report = { highest: 0, received: 0, highestBefore: 0, receivedBefore: 0 };
  #rttMs = 40;
  #backwards: { at: number; run: () => void }[] = [];
  #videoAt = 0;
  #videoGapMs = 0;
  #paddingBytes = 0;
  #queueMs = 0;
  #remb: number | null = null;

  run(seconds: number): void {
    const end = this.#nowMs + seconds * 1000;
    while (this.#nowMs < end) {
      this.#nowMs += TICK_MS;
      this.#tick(this.#nowMs);
    }
  }

  /** See `Link`. */
  stall(ms: number): void {
    this.link.stall(ms, this.#nowMs);
  }

  #tick(nowMs: number): void {
    if (nowMs % AUDIO.everyMs === 0) this.#sendAudio(nowMs);
    if (nowMs % 200 === 0) this.#allocate();
    this.#sendVideo(nowMs);
    this.#sendPadding(nowMs);
    this.#receive(nowMs);
    this.#sendReport(nowMs);
    this.#comeBack(nowMs);
    this.#queueMs = Math.max(this.#queueMs, this.link.waitMs(nowMs));
    if (nowMs % 1000 === 0) this.#noteSecond(nowMs);
  }

  #want() {
    return [{ priority: 1, width: 1280, layers: LAYERS, current: this.#choice }];
  }

  #allocate(): void {
    const out: Choice[] = [];
    allocate(this.estimator.bps - AUDIO.bps, this.#want(), out);
    const chosen = out[0] ?? { layer: -1, temporal: 0 };
    if (chosen.layer !== this.#choice.layer) this.#keyframeDue = true;
    this.#choice = chosen;
  }

  #send(kind: Packet["kind"], bytes: number, nowMs: number): void {
    if (kind !== "audio") this.#sequence += 1;
    this.link.send({ kind, bytes, sentAt: nowMs, sequence: this.#sequence }, nowMs);
    if (kind === "padding") this.estimator.padded(bytes, nowMs);
    else this.estimator.sent(bytes, nowMs);
  }

  #sendAudio(nowMs: number): void {
    this.#playout.sent();
    this.#send("audio", AUDIO.bytes, nowMs);
  }

  #sendVideo(nowMs: number): void {
    const frame = Math.floor((nowMs * FRAMES_PER_SECOND) / 1000);
    if (frame === this.#frame) return;
    this.#frame = frame;
    const layer = LAYERS[this.#choice.layer];
    if (layer === undefined) return;
    const temporal = [0, 2, 1, 2][frame % 4] ?? 0;
    if (temporal > this.#choice.temporal) return;
    let bytes = layer.bps / 8 / FRAMES_PER_SECOND;
    if (this.#keyframeDue) bytes *= KEYFRAME_TIMES;
    this.#keyframeDue = false;
    for (; bytes > 0; bytes -= PACKET_BYTES) {
      this.#send("video", Math.ceil(Math.min(bytes, PACKET_BYTES)), nowMs);
    }
  }

  #sendPadding(nowMs: number): void {
    const wanted = wantedBudget(this.#want()) + AUDIO.bps;
    const bps = this.estimator.probing(nowMs, wanted);
    this.#paddingCredit = bps === 0 ? 0 : this.#paddingCredit + (bps * TICK_MS) / 8000;
    for (; this.#paddingCredit >= PADDING_BYTES; this.#paddingCredit -= PADDING_BYTES) {
      this.#send("padding", PADDING_BYTES, nowMs);
      this.#paddingBytes += PADDING_BYTES;
    }
  }

  #receive(nowMs: number): void {
    for (const { packet, at } of this.link.arrivals(nowMs)) {
      this.#receiver.received(packet, at);
      if (packet.kind === "audio") this.#playout.received(at - packet.sentAt, at);
      else this.#count(packet);
      if (packet.kind !== "video") continue;
      this.#videoGapMs = Math.max(this.#videoGapMs, at - this.#videoAt);
      this.#videoAt = at;
    }
    const remb = this.#receiver.tick(nowMs);
    if (remb === null) return;
    this.#later(nowMs, () => {
      this.#remb = remb;
      this.estimator.remb(remb, nowMs + BACK_MS);
    });
  }

  #count({ sequence }: Packet): void {
    this.#report.received += 1;
    this.#report.highest = sequence;
  }

  #sendReport(nowMs: number): void {
    if (nowMs % 1000 === 500) this.#rttMs = 40 + this.link.waitMs(nowMs);
    if (nowMs % 1000 !== 900) return;
    const { highest, received, highestBefore, receivedBefore } = this.#report;
    const expected = highest - highestBefore;
    const fraction = expected === 0 ? 0 : 1 - (received - receivedBefore) / expected;
    this.#report = { highest, received, highestBefore: highest, receivedBefore: received };
    this.#later(nowMs, () => this.estimator.report(fraction, this.#rttMs, nowMs + BACK_MS));
  }

  #later(nowMs: number, run: () => void): void {
    this.#backwards.push({ at: nowMs + BACK_MS, run });
  }

  #comeBack(nowMs: number): void {
    const here = this.#backwards.filter(({ at }) => at <= nowMs);
    this.#backwards = this.#backwards.filter(({ at }) => at > nowMs);
    for (const { run } of here) run();
  }

  #noteSecond(nowMs: number): void {
    this.seconds.push({
      at: nowMs / 1000,
      layer: this.#choice.layer,
      bps: this.estimator.bps,
      remb: this.#remb,
      concealed: this.#playout.concealed(),
      videoGapMs: Math.max(this.#videoGapMs, nowMs - this.#videoAt),
      paddingBps: this.#paddingBytes * 8,
      queueMs: this.#queueMs,
    });
    this.#videoGapMs = 0;
    this.#paddingBytes = 0;
    this.#queueMs = 0;
  }
}
