/** A packet on its way to the receiver. */
export type Packet = {
  readonly kind: "audio" | "video" | "padding";
  readonly bytes: number;
  readonly sentAt: number;
  /** Of video and padding together; what a receiver finds missing in it is lost. */
  readonly sequence: number;
};

const OVERHEAD_BYTES = 50;

/** A line of a certain rate with a short queue in front of it, and chance losses behind it. */
export class Link {
  bps = Number.POSITIVE_INFINITY;
  lossShare = 0;
  readonly #delayMs: number;
  readonly #queuePackets: number;
  #seed = 12_345;
  #freeAt = 0;
  #onTheWay: { readonly packet: Packet; readonly departsAt: number }[] = [];

  constructor(delayMs: number, queuePackets: number) {
    this.#delayMs = delayMs;
    this.#queuePackets = queuePackets;
  }

  /** Nothing gets through for a moment, and then all of it: a hiccup of a machine on the way. */
  stall(ms: number, nowMs: number): void {
    this.#freeAt = Math.max(this.#freeAt, nowMs) + ms;
  }

  /** How long a packet that is sent now would wait. */
  waitMs(nowMs: number): number {
    return Math.max(0, this.#freeAt - nowMs);
  }

  /** False: the queue is full. */
  send(packet: Packet, nowMs: number): boolean {
    const waiting = this.#onTheWay.filter(({ departsAt }) => departsAt > nowMs).length;
    if (waiting >= this.#queuePackets) return false;
    const takesMs = ((packet.bytes + OVERHEAD_BYTES) * 8000) / this.bps;
    this.#freeAt = Math.max(this.#freeAt, nowMs) + takesMs;
    this.#onTheWay.push({ packet, departsAt: this.#freeAt });
    return true;
  }

  /** What has arrived by now, with the time of arrival. */
  arrivals(nowMs: number): { packet: Packet; at: number }[] {
    const isHere = ({ departsAt }: { departsAt: number }) => departsAt + this.#delayMs <= nowMs;
    const here = this.#onTheWay.filter(isHere);
    this.#onTheWay = this.#onTheWay.filter((one) => !isHere(one));
    return here
      .filter(() => this.#chance() >= this.lossShare)
      .map(({ packet, departsAt }) => ({ packet, at: departsAt + this.#delayMs }));
  }

  /** A small linear congruential generator: the same losses in every run. */
  #chance(): number {
    this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#seed / 2 ** 32;
  }
}
