import { useCallback, useEffect, useRef, useState } from "react";
import { type Failure, failureOf } from "./failure.ts";

export type Action<A extends readonly unknown[]> = {
  readonly busy: boolean;
  readonly failure: Failure | null;
  readonly run: (...args: A) => void;
};

/** Something a button starts: whether it is under way, and what went wrong the last time. */
export function useAction<A extends readonly unknown[]>(
  work: (...args: A) => Promise<void>,
): Action<A> {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const current = useRef(work);
  const running = useRef(false);
  useEffect(() => {
    current.current = work;
  });
  const run = useCallback((...args: A) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setFailure(null);
    void current
      .current(...args)
      .catch((error: unknown) => setFailure(failureOf(error)))
      .finally(() => {
        running.current = false;
        setBusy(false);
      });
  }, []);
  return { busy, failure, run };
}
