import { LIMITS } from "@parley/protocol/limits";
import type { Wanted } from "./down-lines.ts";
import type { Producer } from "./producer.ts";
import type { Subscriptions } from "./subscriptions.ts";

/**
 * Which tracks a receiver should get.
 *
 * @param producers the tracks of the others
 * @param loudest the ids of microphones, best first, for when there are too many
 */
export function wantedTracks(
  producers: readonly Producer[],
  subscriptions: Subscriptions,
  loudest: readonly string[],
): Wanted {
  const of = (wanted: Producer["source"]) => producers.filter(({ source }) => source === wanted);
  const audio = [...of("screenAudio"), ...of("mic")];
  const slots = audio.length > LIMITS.downAudioLines;
  return {
    cameras: subscriptions.ranked(of("camera")),
    screens: subscriptions.ranked(of("screen")),
    audio: slots ? loudestFirst(audio, loudest) : audio,
    slots,
  };
}

/** The sound of screens, the loudest, then the rest. */
function loudestFirst(audio: readonly Producer[], loudest: readonly string[]): Producer[] {
  const rank = ({ source, trackId }: Producer): number => {
    if (source === "screenAudio") return -1;
    const place = loudest.indexOf(trackId);
    return place === -1 ? loudest.length : place;
  };
  return audio.toSorted((a, b) => rank(a) - rank(b));
}
