/**
 * The rate that is known is filled up first. A receiver that finds its line overused falls to 0.85
 * of what it received in the last second; without this that would be far less than it can.
 */
const FILL_MS = 700;
/** More is sent for this long, and the round trip, before it is judged. */
const SETTLE_MS = 500;
/** Without a good sign until then it has failed, if the receiver has said anything meanwhile. */
const PATIENCE_MS = 750;
/** Some receivers give their estimate once a second only. */
const ESTIMATE_PATIENCE_MS = 1500;
/** As long as only reports can judge, which come about every second. */
const REPORT_PATIENCE_MS = 2500;
const LONGEST_ROUND_TRIP_MS = 500;
/** An estimate that follows what it receives grows by this much in that time (8 % in a second). */
const RISEN = 1.02;
/** So much more than now is tried: enough to be clear soon. */
const STEP = 1.5;
/** Where the estimate is left behind, so that it cannot fall before it has caught up. */
const CAREFUL_STEP = 1.25;
/** As long as nothing at all is known of the line. */
const BOLD_STEP = 2;
/** At least this much more: less would show nothing. */
const LEAST_STEP = 1.1;
/** After a failure; each further one doubles it. */
const PAUSE_MS = { first: 3000, longest: 8000 } as const;

type Running = {
  /** `fill`: up to what is known; `more`: above it. */
  phase: "fill" | "more";
  since: number;
  readonly fillBps: number;
  readonly targetBps: number;
  /** The rate that did no harm before more was sent, 0: there was no time to see that. */
  carriedBps: number;
  /** What the receiver estimated when it began to get more; null before its first estimate. */
  estimate: number | null;
  sentBytes: number;
};

/** What judges a probe. */
export type Signs = {
  readonly nowMs: number;
  /** The receiver's own estimate, null before the first. */
  readonly estimate: number | null;
  readonly estimateAt: number;
  readonly rttMs: number;
};

/**
 * Tries whether a line carries more than is sent: for a little while, more is. One probe at a time;
 * after one that went well the next may begin at once, after a failure there is a pause.
 */
export class Probe {
  #running: Running | null = null;
  #notBefore = 0;
  #pauseMs: number = PAUSE_MS.first;
  #inARow = 0;
  #succeededAt = Number.NEGATIVE_INFINITY;
  #begun = 0;

  get begun(): number {
    return this.#begun;
  }

  get isRunning(): boolean {
    return this.#running !== null;
  }

  /** If the running probe fails now, so much has still been carried; 0: nothing is known. */
  get carriedBps(): number {
    return this.#running?.carriedBps ?? 0;
  }

  sent(bytes: number): void {
    if (this.#running !== null) this.#running.sentBytes += bytes;
  }

  /** The rate to reach now, padding included; 0: nothing is tried. */
  target(signs: Signs, bps: number, wantedBps: number): number {
    if (wantedBps <= bps) this.#running = null;
    else if (this.#running === null && signs.nowMs >= this.#notBefore) {
      this.#begin(signs, bps, wantedBps);
    }
    const running = this.#running;
    if (running === null) return 0;
    if (running.phase === "fill" && signs.nowMs - running.since >= FILL_MS) {
      running.carriedBps = running.fillBps;
      sendMore(running, signs);
    }
    return running.phase === "fill" ? running.fillBps : running.targetBps;
  }

  /** The rate that was found to be carried, once that is clear; 0: nothing new. */
  judge(signs: Signs): number {
    const running = this.#running;
    if (running === null || running.phase === "fill") return 0;
    const elapsedMs = judgedMs(running, signs, signs.nowMs);
    if (elapsedMs >= SETTLE_MS && hasRisen(running, signs.estimate)) return this.#succeed(signs);
    if (elapsedMs >= patienceMs(running, signs)) this.fail(signs.nowMs);
    return 0;
  }

  /** A report found nothing lost: that settles it as long as the receiver has no estimate. */
  cleanReport(signs: Signs): number {
    const running = this.#running;
    if (running === null || running.phase === "fill" || signs.estimate !== null) return 0;
    return judgedMs(running, signs, signs.nowMs) >= SETTLE_MS ? this.#succeed(signs) : 0;
  }

  /** Ends it, and there is none for a while; without one running, there is none for a little. */
  fail(nowMs: number): void {
    if (this.#running === null) {
      this.#notBefore = Math.max(this.#notBefore, nowMs + PAUSE_MS.first);
      return;
    }
    this.#running = null;
    this.#inARow = 0;
    this.#notBefore = nowMs + this.#pauseMs;
    this.#pauseMs = Math.min(2 * this.#pauseMs, PAUSE_MS.longest);
  }

  /** Ends it; gives the rate it reached. */
  #succeed({ nowMs }: Signs): number {
    const running = this.#running;
    if (running === null) return 0;
    this.#running = null;
    this.#succeededAt = nowMs;
    this.#inARow += 1;
    // One alone may have filled up no more than what was left of a narrow line.
    if (this.#inARow > 1) this.#pauseMs = PAUSE_MS.first;
    return Math.min((running.sentBytes * 8000) / (nowMs - running.since), running.targetBps);
  }

  #begin(signs: Signs, bps: number, wantedBps: number): void {
    const most = stepFrom(bps, signs.estimate) * bps;
    const targetBps = Math.max(LEAST_STEP * bps, Math.min(most, wantedBps));
    const since = signs.nowMs;
    const { estimate } = signs;
    this.#begun += 1;
    this.#running = {
      phase: "fill",
      since,
      fillBps: bps,
      targetBps,
      carriedBps: 0,
      estimate,
      sentBytes: 0,
    };
    const isFull = since - this.#succeededAt < FILL_MS;
    if (estimate === null || isFull) sendMore(this.#running, signs);
  }
}

function stepFrom(bps: number, estimate: number | null): number {
  if (estimate === null) return BOLD_STEP;
  return bps > LEAST_STEP * estimate ? CAREFUL_STEP : STEP;
}

function sendMore(running: Running, { nowMs, estimate }: Signs): void {
  running.phase = "more";
  running.since = nowMs;
  running.estimate = estimate;
  running.sentBytes = 0;
}

/** How long more has been sent, as far as an answer of that time can know. */
function judgedMs({ since }: Running, { rttMs }: Signs, answeredAt: number): number {
  return answeredAt - since - Math.min(rttMs, LONGEST_ROUND_TRIP_MS);
}

function patienceMs(running: Running, signs: Signs): number {
  if (running.estimate === null) return REPORT_PATIENCE_MS;
  const isAnswered = judgedMs(running, signs, signs.estimateAt) >= SETTLE_MS;
  return isAnswered ? PATIENCE_MS : ESTIMATE_PATIENCE_MS;
}

/** An estimate that came only during the probe, and stood the check for a fall, is as good. */
function hasRisen({ estimate: before }: Running, now: number | null): boolean {
  return now !== null && (before === null || now >= RISEN * before);
}
