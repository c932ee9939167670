import { randomInt } from "node:crypto";

/** Where the numbers of a new stream begin: anywhere (RFC 3550 5.1). */
export type StreamStart = {
  readonly ssrc: number;
  readonly rtxSsrc: number;
  readonly firstSequence: number;
  readonly firstTimestamp: number;
  readonly firstPictureId: number;
};

/** Draws the numbers of streams. No two streams of one connection get the same SSRC. */
export class StreamStarts {
  readonly #used = new Set<number>();

  next(): StreamStart {
    return {
      ssrc: this.#ssrc(),
      rtxSsrc: this.#ssrc(),
      // SRTP could not tell how often a higher one has wrapped around if the first packets are lost.
      firstSequence: randomInt(0x8000),
      firstTimestamp: randomInt(2 ** 32),
      firstPictureId: randomInt(0x8000),
    };
  }

  #ssrc(): number {
    const ssrc = randomInt(1, 2 ** 32);
    if (this.#used.has(ssrc)) return this.#ssrc();
    this.#used.add(ssrc);
    return ssrc;
  }
}
