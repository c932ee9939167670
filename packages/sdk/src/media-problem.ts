import { isObject } from "@parley/protocol";

/**
 * Why a device gives nothing. `denied`: the person or a policy said no. `not_found`: there is no
 * such device. `busy`: it exists but does not work now. `insecure`: the page came over plain http.
 * `unsupported`: this browser cannot do it.
 */
export type MediaProblem = "denied" | "not_found" | "busy" | "insecure" | "unsupported" | "unknown";

/** The browser offers no way to ask for the device at all. */
export class MediaUnavailableError extends Error {
  readonly problem: MediaProblem;

  constructor(problem: "insecure" | "unsupported") {
    super(`Capturing media is not possible here: ${problem}.`);
    this.name = "MediaUnavailableError";
    this.problem = problem;
  }
}

/** What getUserMedia and getDisplayMedia reject with, by name (Media Capture and Streams, 10.2). */
const PROBLEMS = new Map<unknown, MediaProblem>([
  ["NotAllowedError", "denied"],
  ["SecurityError", "denied"],
  ["NotFoundError", "not_found"],
  ["OverconstrainedError", "not_found"],
  ["NotReadableError", "busy"],
  ["AbortError", "busy"],
]);

export function mediaProblem(error: unknown): MediaProblem {
  if (error instanceof MediaUnavailableError) return error.problem;
  return (isObject(error) ? PROBLEMS.get(error["name"]) : undefined) ?? "unknown";
}
