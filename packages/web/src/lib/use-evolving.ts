import { useState } from "react";

/**
 * A value that each drawing works out from the last one. `next` gives back the same object when
 * nothing has changed, so that drawing comes to an end.
 */
export function useEvolving<T>(initial: T, next: (before: T) => T): T {
  const [kept, keep] = useState(initial);
  const now = next(kept);
  if (now !== kept) keep(now);
  return now;
}
