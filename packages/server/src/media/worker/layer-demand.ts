import type { Layer } from "@parley/protocol";

/** The rids of a camera by index, from the smallest. */
export const LAYERS = ["q", "h", "f"] as const satisfies readonly Layer[];

/** What nobody has watched for so long is switched off. */
const OFF_DELAY_MS = 2000;

/** After it was switched on, a layer may take so long to arrive. */
const START_MS = 3000;

/**
 * Which layers a publisher is asked to send. One that is wanted is switched on at once; the lowest
 * is never switched off, so that a newcomer has something to begin with.
 */
export class LayerDemand {
  readonly #active: boolean[];
  readonly #wantedAt: number[];
  readonly #onAt: number[];

  constructor(now: number) {
    this.#active = LAYERS.map(() => true);
    this.#wantedAt = LAYERS.map(() => now);
    this.#onAt = LAYERS.map(() => now);
  }

  /** A publisher begins anew, with all layers. */
  reset(now: number): void {
    this.#active.fill(true);
    this.#wantedAt.fill(now);
    this.#onAt.fill(now);
  }

  get active(): readonly Layer[] {
    return LAYERS.filter((_layer, index) => this.#active[index] === true);
  }

  /** Whether a layer that does not come is still to be expected, because it was asked for lately. */
  expected(index: number, now: number): boolean {
    return !this.isActive(index) || now - (this.#onAt[index] ?? 0) < START_MS;
  }

  /** Whether it has been on for so long that its rate can be measured. */
  isSteady(index: number, now: number): boolean {
    return this.isActive(index) && now - (this.#onAt[index] ?? 0) >= START_MS;
  }

  isActive(index: number): boolean {
    return this.#active[index] === true;
  }

  /** Takes in what is wanted now, as a set of bits; true: what is active has changed. */
  update(wanted: number, now: number): boolean {
    let changed = false;
    for (let index = 0; index < LAYERS.length; index += 1) {
      if (index === 0 || (wanted & (1 << index)) !== 0) this.#wantedAt[index] = now;
      const on = now - (this.#wantedAt[index] ?? 0) < OFF_DELAY_MS;
      if (on === this.#active[index]) continue;
      changed = true;
      this.#active[index] = on;
      if (on) this.#onAt[index] = now;
    }
    return changed;
  }
}
