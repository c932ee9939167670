import type { LocalMediaView } from "@parley/sdk";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { type DeviceProblem, deviceProblems } from "./problem-text.ts";

type Retry = (sources: DeviceProblem["sources"]) => void;

/** What is wrong with one's devices, and the next step. */
export function ProblemNotices({ local, onRetry }: { local: LocalMediaView; onRetry: Retry }) {
  return deviceProblems(local).map((problem) => (
    <ProblemNotice key={problem.key} problem={problem} onRetry={onRetry} />
  ));
}

export function ProblemNotice({
  problem,
  onRetry,
  onDismiss,
}: {
  problem: DeviceProblem;
  onRetry: Retry;
  onDismiss?: () => void;
}) {
  const { title, text, canRetry, sources } = problem;
  return (
    <Notice
      tone="warning"
      title={title}
      onDismiss={onDismiss}
      action={
        canRetry && (
          <Button look="plain" size="s" onClick={() => onRetry(sources)}>
            Try again
          </Button>
        )
      }
    >
      {text}
    </Notice>
  );
}
