import type { RemoteMedia } from "./media-session.ts";

/** Whether a page would show the same. */
export function isSameRemote(a: RemoteMedia, b: RemoteMedia): boolean {
  return (
    a.connection === b.connection &&
    a.mic === b.mic &&
    a.camera === b.camera &&
    a.screen === b.screen &&
    a.screenAudio === b.screenAudio &&
    a.quality === b.quality
  );
}

/** Whether both have the same values under the same keys. */
export function isSameMap<K, V>(a: ReadonlyMap<K, V>, b: ReadonlyMap<K, V>): boolean {
  return a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);
}
