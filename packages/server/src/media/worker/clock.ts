/** Time as the worker uses it. Packets need fractions of a millisecond, and time never goes back. */
export interface MediaClock {
  /** Milliseconds since 1970, with fractions. */
  now(): number;
  /** Runs `fn` every `ms` until the returned function is called. */
  every(ms: number, fn: () => void): () => void;
  /** Runs `fn` once after `ms`, unless the returned function is called before. */
  after(ms: number, fn: () => void): () => void;
}

export const systemMediaClock: MediaClock = {
  now: () => performance.timeOrigin + performance.now(),
  every(ms, fn) {
    const timer = setInterval(fn, ms);
    return () => clearInterval(timer);
  },
  after(ms, fn) {
    const timer = setTimeout(fn, ms);
    return () => clearTimeout(timer);
  },
};
