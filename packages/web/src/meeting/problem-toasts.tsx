import type { LocalMediaView } from "@parley/sdk";
import { useState } from "react";
import { type DeviceProblem, deviceProblems } from "../media/problem-text.ts";
import { ProblemNotice } from "../media/problem-notices.tsx";

/**
 * Device problems that come up during a meeting. What the green room has told already is not told
 * again, nor what was put away, until it is tried again.
 */
export function ProblemToasts({
  local,
  onRetry,
}: {
  local: LocalMediaView;
  onRetry: (sources: DeviceProblem["sources"]) => void;
}) {
  const all = deviceProblems(local);
  const keys = new Set(all.map(({ key }) => key));
  const [seen, setSeen] = useState<ReadonlySet<string>>(keys);
  const stillSeen = seen.intersection(keys);
  if (stillSeen.size < seen.size) setSeen(stillSeen);
  const problems = all.filter(({ key }) => !seen.has(key));
  return problems.map((problem) => (
    <div key={problem.key} className="w-full max-w-120 animate-rise shadow-soft">
      <ProblemNotice
        problem={problem}
        onRetry={onRetry}
        onDismiss={() => setSeen(new Set([...seen, problem.key]))}
      />
    </div>
  ));
}
