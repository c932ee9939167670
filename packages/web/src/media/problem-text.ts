import type { CaptureView, LocalMediaView, MediaProblem } from "@parley/sdk";

export type ProblemText = {
  readonly title: string;
  readonly text: string;
  readonly canRetry: boolean;
};

type Kind = "camera" | "microphone" | "camera and microphone" | "screen";

/** What is wrong with a device, and what to do about it. */
export function problemText(kind: Kind, problem: MediaProblem): ProblemText {
  switch (problem) {
    case "denied":
      return {
        title: `Your browser blocks the ${kind}`,
        text:
          kind === "screen"
            ? "Allow screen recording for the browser in the system's settings, then try again."
            : "Click the symbol beside the page's address, allow it there, then try again.",
        canRetry: true,
      };
    case "not_found":
      return {
        title: `No ${kind} found`,
        text: "Plug one in and try again. You can also join without it.",
        canRetry: true,
      };
    case "busy":
      return {
        title: `The ${kind} is busy`,
        text: "Another program is using it. Close that program and try again, or choose another device.",
        canRetry: true,
      };
    case "insecure":
      return {
        title: "This page is not secure",
        text: `Browsers only give the ${kind} to pages on https, or on localhost on the server's own machine. Ask whoever runs this server for its https address. You can join and watch without.`,
        canRetry: false,
      };
    case "unsupported":
      return {
        title: `This browser cannot use the ${kind}`,
        text: "Try a current version of Firefox, Chrome, Edge or Safari.",
        canRetry: false,
      };
    case "unknown":
      return {
        title: `The ${kind} did not start`,
        text: "Try again, or choose another device.",
        canRetry: true,
      };
  }
}

export type DeviceProblem = ProblemText & {
  readonly key: string;
  readonly sources: readonly ("mic" | "camera" | "screen")[];
};

const failed = (capture: CaptureView) => (capture.state === "failed" ? capture.problem : null);

/** One's own devices' problems; one text for both when camera and microphone have the same. */
export function deviceProblems(local: LocalMediaView): DeviceProblem[] {
  const mic = failed(local.mic);
  const camera = failed(local.camera);
  const screen = failed(local.screen);
  const found: DeviceProblem[] = [];
  const add = (kind: Kind, problem: MediaProblem | null, sources: DeviceProblem["sources"]) => {
    if (problem === null) return;
    found.push({ ...problemText(kind, problem), key: `${kind}: ${problem}`, sources });
  };
  if (mic !== null && mic === camera) {
    add("camera and microphone", mic, ["mic", "camera"]);
  } else {
    add("camera", camera, ["camera"]);
    add("microphone", mic, ["mic"]);
  }
  add("screen", screen, ["screen"]);
  return found;
}
