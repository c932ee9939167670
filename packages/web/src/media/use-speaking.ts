import { useEffect, useState } from "react";
import { watchLevel } from "./audio-level.ts";

const SPEAKING_LEVEL = 0.42;
const HOLD_MS = 700;

/** Whether somebody is heard speaking; it holds through the pauses between words. */
export function useSpeaking(stream: MediaStream | null): boolean {
  const [speaking, setSpeaking] = useState(false);
  useEffect(() => {
    if (stream === null) return;
    let heardAt = -Infinity;
    const stop = watchLevel(stream, (level) => {
      const now = performance.now();
      if (level >= SPEAKING_LEVEL) heardAt = now;
      setSpeaking(now - heardAt < HOLD_MS);
    });
    return () => {
      stop();
      setSpeaking(false);
    };
  }, [stream]);
  return speaking;
}
