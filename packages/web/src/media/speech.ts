import { watchLevel } from "./audio-level.ts";

const SPEAKING_LEVEL = 0.42;
const HOLD_MS = 700;

export type WatchLevel = typeof watchLevel;

/**
 * Tells when somebody begins and ends to speak; it holds through the pauses between words. Returns
 * the end of it, which tells nothing more.
 */
export function listenForSpeech(
  stream: MediaStream,
  onChange: (speaking: boolean) => void,
  { watch, now }: { watch: WatchLevel; now: () => number },
): () => void {
  let heardAt = -Infinity;
  let speaking = false;
  return watch(stream, (level) => {
    if (level >= SPEAKING_LEVEL) heardAt = now();
    const still = now() - heardAt < HOLD_MS;
    if (still !== speaking) onChange(still);
    speaking = still;
  });
}
