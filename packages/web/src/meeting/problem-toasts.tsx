import type { LocalMediaView } from "@parley/sdk";
import { useState } from "react";
import { type DeviceProblem, deviceProblems } from "../media/problem-text.ts";
import { ProblemNotice } from "../media/problem-notices.tsx";

/** Device problems during a meeting. Put away, one stays away until it changes. */
export function ProblemToasts({
  local,
  onRetry,
}: {
  local: LocalMediaView;
  onRetry: (sources: DeviceProblem["sources"]) => void;
}) {
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const problems = deviceProblems(local).filter(({ key }) => !seen.has(key));
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
