type Options<J> = {
  readonly work: (job: J) => void;
  /** Whether jobs may be worked off now. */
  readonly isOpen: () => boolean;
  /** Called when all that was there is worked off. */
  readonly onEmpty: () => void;
  /** How many may wait. */
  readonly most: number;
};

/** Jobs that are done one after another; what comes up while one is done comes after it. */
export class Mailbox<J> {
  readonly #options: Options<J>;
  #jobs: J[] = [];
  #working = false;

  constructor(options: Options<J>) {
    this.#options = options;
  }

  /** False when there are too many already. */
  post(job: J): boolean {
    if (this.#jobs.length >= this.#options.most) return false;
    this.#jobs.push(job);
    this.drain();
    return true;
  }

  /** Works off what waits, when it may. */
  drain(): void {
    const { work, isOpen, onEmpty } = this.#options;
    if (this.#working || !isOpen()) return;
    this.#working = true;
    try {
      for (let job = this.#jobs.shift(); job !== undefined; job = this.#jobs.shift()) work(job);
    } finally {
      this.#working = false;
    }
    onEmpty();
  }

  /** What waits is not done any more. */
  takeAll(): J[] {
    const jobs = this.#jobs;
    this.#jobs = [];
    return jobs;
  }
}
