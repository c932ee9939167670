/** What a new report counts beside those before it. Browsers send one every five seconds. */
const WEIGHT = 0.5;

/** More is not believed: it costs the publisher's sound quality, and one receiver could ask for it. */
const MOST_SHARE = 0.2;

/** Who has not reported for so long has gone. */
const FORGET_MS = 15_000;

type Receiver = { share: number; at: number };

/**
 * What is lost of a sound on the way to its receivers. Opus can carry each frame a second time with
 * less quality, inside the next packet, but browsers do so only when they are told of loss; and
 * what they could measure themselves ends here. So the loss of the worst receiver is theirs.
 */
export class SoundLoss {
  readonly #receivers = new Map<object, Receiver>();

  /** A report of one receiver, a share from 0 to 1. */
  report(receiver: object, share: number, now: number): void {
    const before = this.#receivers.get(receiver)?.share ?? 0;
    this.#receivers.set(receiver, { share: before + WEIGHT * (share - before), at: now });
  }

  /** The share that the worst of the receivers loses, as far as it is believed. */
  worst(now: number): number {
    let worst = 0;
    for (const [receiver, { share, at }] of this.#receivers) {
      if (now - at > FORGET_MS) this.#receivers.delete(receiver);
      else worst = Math.max(worst, share);
    }
    return Math.min(worst, MOST_SHARE);
  }
}
