import type { Clock } from "./clock.ts";
import {
  type Measurement,
  NO_READING,
  QualityMeter,
  type QualityReading,
} from "./quality-meter.ts";

const INTERVAL_MS = 2000;

export type QualityWatchOptions = {
  readonly clock: Clock;
  readonly measure: () => Promise<Measurement>;
  readonly changed: () => void;
};

/** Measures again and again how media comes through. */
export class QualityWatch {
  readonly #options: QualityWatchOptions;
  #meter = new QualityMeter();
  #reading = NO_READING;
  #cancel: () => void = () => {};

  constructor(options: QualityWatchOptions) {
    this.#options = options;
  }

  get reading(): QualityReading {
    return this.#reading;
  }

  begin(): void {
    this.end();
    this.#readLater();
  }

  end(): void {
    this.#cancel();
    this.#meter = new QualityMeter();
    this.#reading = NO_READING;
  }

  #readLater(): void {
    this.#cancel = this.#options.clock.after(INTERVAL_MS, () => void this.#read());
  }

  async #read(): Promise<void> {
    const meter = this.#meter;
    const measurement = await this.#measure();
    if (meter !== this.#meter) return;
    if (measurement !== null) this.#reading = meter.read(measurement);
    this.#readLater();
    this.#options.changed();
  }

  /** A connection that is closed meanwhile has nothing to measure. */
  async #measure(): Promise<Measurement | null> {
    try {
      return await this.#options.measure();
    } catch {
      return null;
    }
  }
}
