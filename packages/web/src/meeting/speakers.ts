import type { LocalMediaView, MediaView, RoomView } from "@parley/sdk";
import { Store, type View } from "../lib/store.ts";
import { watchLevel } from "../media/audio-level.ts";
import { type WatchLevel, listenForSpeech } from "../media/speech.ts";

/** Participant ids, loudest first as far as that is known. */
export type Speakers = readonly string[];

type Sources = {
  readonly room: View<Pick<RoomView, "selfId">>;
  readonly media: View<Pick<MediaView, "kind" | "speakers" | "remotes">>;
  readonly local: View<Pick<LocalMediaView, "mic">>;
};
type Hearing = { readonly watch: WatchLevel; readonly now: () => number };
type Ear = { readonly stream: MediaStream; readonly stop: () => void };

const HEARING: Hearing = { watch: watchLevel, now: () => performance.now() };

/**
 * Follows who is heard speaking. The SFU says it of the others; in a mesh the page listens to each of
 * them. To oneself it listens either way: that is quicker than the way to the server and back.
 * Returns the end of it.
 */
export function followSpeakers(
  sources: Sources,
  speakers: Store<Speakers>,
  hearing: Hearing = HEARING,
): () => void {
  const { room, media, local } = sources;
  const ears = new Map<string, Ear>();
  const heard = new Set<string>();
  const tell = () => {
    const { kind, speakers: named } = media.view;
    const told = kind === "sfu" ? named.filter((id) => id !== room.view.selfId) : [];
    const now = [...told, ...[...heard].filter((id) => !told.includes(id))];
    if (now.join() !== speakers.view.join()) speakers.set(now);
  };
  const stop = (id: string, ear: Ear) => {
    ear.stop();
    ears.delete(id);
    heard.delete(id);
  };
  const start = (id: string, stream: MediaStream) => {
    const onChange = (speaking: boolean) => {
      if (speaking) heard.add(id);
      else heard.delete(id);
      tell();
    };
    ears.set(id, { stream, stop: listenForSpeech(stream, onChange, hearing) });
  };
  const update = () => {
    const voices = voicesOf(sources);
    for (const [id, ear] of ears) if (voices.get(id) !== ear.stream) stop(id, ear);
    for (const [id, stream] of voices) if (!ears.has(id)) start(id, stream);
    tell();
  };
  const ends = [room, media, local].map((source) => source.subscribe(update));
  update();
  return () => {
    for (const end of ends) end();
    for (const [id, ear] of ears) stop(id, ear);
  };
}

/** Whom to listen to. */
function voicesOf({ room, media, local }: Sources): ReadonlyMap<string, MediaStream> {
  const voices = new Map<string, MediaStream>();
  const { selfId } = room.view;
  const { mic } = local.view;
  if (selfId !== null && mic.state === "on") voices.set(selfId, mic.stream);
  if (media.view.kind !== "mesh") return voices;
  for (const [id, remote] of media.view.remotes) {
    if (remote.mic !== null) voices.set(id, remote.mic);
  }
  return voices;
}
