import { type Clock, systemClock } from "@parley/sdk";

/**
 * Asks at once, and again `everyMs` after each answer. A question that fails is asked again like the
 * others. Returns the end of it, after which no answer is passed on.
 */
export function poll<T>(
  ask: () => Promise<T>,
  onAnswer: (answer: T) => void,
  everyMs: number,
  clock: Clock = systemClock,
): () => void {
  const stop = new AbortController();
  let cancel = () => {};
  const turn = async () => {
    const answer = await ask().then(
      (value) => ({ value }),
      () => null,
    );
    if (stop.signal.aborted) return;
    if (answer !== null) onAnswer(answer.value);
    cancel = clock.after(everyMs, () => void turn());
  };
  void turn();
  return () => {
    stop.abort();
    cancel();
  };
}
