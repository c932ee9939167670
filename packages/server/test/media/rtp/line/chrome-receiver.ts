import type { Packet } from "./link.ts";

const UPDATE_MS = 50;
const TREND_WINDOW_MS = 200;
const OVERUSE_SLOPE = 0.06;
const FIRST_ESTIMATE_MS = 5000;
const BACK_OFF = 0.85;
const DECREASE_MS = 200;

type Arrival = { at: number; delayMs: number; bytes: number };

/**
 * How a browser's receive side estimates its line (goog-remb with abs-send-time), as far as it
 * matters here: nothing for five seconds unless the line is overused; then it rises 8 % in a second
 * up to 1.5 times of what it receives, near a capacity it has met only by about a packet in a round
 * trip, and falls to 0.85 of what it receives when packets are delayed more and more.
 */
export class ChromeReceiver {
  #recent: Arrival[] = [];
  #firstAt = -1;
  #estimate: number | null = null;
  #capacity: number | null = null;
  #state: "increase" | "hold" = "increase";
  #updatedAt = 0;
  #decreasedAt = 0;
  #toldAt = 0;
  #told = 0;

  received(packet: Packet, at: number): void {
    if (this.#firstAt < 0) this.#firstAt = at;
    this.#recent.push({ at, delayMs: at - packet.sentAt, bytes: packet.bytes });
  }

  /** The REMB to send now, or null. */
  tick(nowMs: number): number | null {
    if (nowMs - this.#updatedAt < UPDATE_MS || this.#firstAt < 0) return null;
    this.#recent = this.#recent.filter(({ at }) => at > nowMs - 1000);
    this.#update(nowMs);
    this.#updatedAt = nowMs;
    return this.#toTell(nowMs);
  }

  #throughput(nowMs: number): number {
    const bits = this.#recent.reduce((sum, { bytes }) => sum + bytes * 8, 0);
    return (bits * 1000) / Math.min(1000, Math.max(100, nowMs - this.#firstAt));
  }

  #update(nowMs: number): void {
    const slope = this.#delaySlope(nowMs);
    if (slope > OVERUSE_SLOPE) this.#decrease(nowMs);
    else if (slope < -OVERUSE_SLOPE) this.#state = "hold";
    else if (this.#state === "hold") this.#state = "increase";
    else this.#increase(nowMs);
  }

  #decrease(nowMs: number): void {
    if (nowMs - this.#decreasedAt < DECREASE_MS) return;
    const throughput = this.#throughput(nowMs);
    this.#decreasedAt = nowMs;
    this.#state = "hold";
    this.#estimate = Math.min(this.#estimate ?? Number.POSITIVE_INFINITY, BACK_OFF * throughput);
    this.#capacity = throughput;
  }

  #increase(nowMs: number): void {
    const throughput = this.#throughput(nowMs);
    if (this.#estimate === null) {
      if (nowMs - this.#firstAt > FIRST_ESTIMATE_MS) this.#estimate = throughput;
      return;
    }
    const spread = 3 * Math.sqrt(0.4 * ((this.#capacity ?? 0) / 1000)) * 1000;
    if (this.#capacity !== null && throughput > this.#capacity + spread) this.#capacity = null;
    const most = 1.5 * throughput + 10_000;
    if (this.#estimate >= most) return;
    const seconds = Math.min(1000, nowMs - this.#updatedAt) / 1000;
    const more =
      this.#capacity === null ? this.#estimate * (1.08 ** seconds - 1) : 25_000 * seconds;
    this.#estimate = Math.min(most, this.#estimate + more);
  }

  /** Growth of the delay over the last 200 ms, in ms per ms: the slope of a line through it. */
  #delaySlope(nowMs: number): number {
    const points = this.#recent.filter(({ at }) => at > nowMs - TREND_WINDOW_MS);
    if (points.length < 6) return 0;
    const meanAt = points.reduce((sum, { at }) => sum + at, 0) / points.length;
    const meanDelay = points.reduce((sum, { delayMs }) => sum + delayMs, 0) / points.length;
    let above = 0;
    let below = 0;
    for (const { at, delayMs } of points) {
      above += (at - meanAt) * (delayMs - meanDelay);
      below += (at - meanAt) ** 2;
    }
    return below === 0 ? 0 : above / below;
  }

  #toTell(nowMs: number): number | null {
    if (this.#estimate === null) return null;
    const hasFallen = this.#estimate < 0.97 * this.#told;
    if (!hasFallen && nowMs - this.#toldAt < 200) return null;
    this.#toldAt = nowMs;
    this.#told = this.#estimate;
    return this.#estimate;
  }
}
