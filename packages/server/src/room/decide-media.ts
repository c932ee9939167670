import type { MediaState } from "@parley/protocol";
import type { CommandOf, Request } from "./command.ts";
import { type Decision, NOTHING, happened, refused } from "./decision.ts";
import type { Effect, Event } from "./event.ts";
import type { MediaNews, MediaRequest } from "./media.ts";
import { may } from "./policy.ts";
import type { Member, RoomState } from "./state.ts";
import { isMuted, switchOf, tracksOf } from "./tracks.ts";

/** What is asked of the SFU. */
export type Medial = Extract<
  Request,
  {
    type:
      | "sfu.offer"
      | "sfu.answer"
      | "sfu.candidate"
      | "track.publish"
      | "track.unpublish"
      | "track.subscribe"
      | "transport.replace";
  }
>;

export function decideMedial(state: RoomState, member: Member, request: Medial): Decision {
  if (state.room.settings.media !== "sfu") return refused("unsupported_setting");
  const { participantId, type } = request;
  switch (type) {
    case "sfu.offer":
      return asked({ type: "offer", participantId, ...descriptionIn(request) });
    case "sfu.answer":
      return asked({ type: "answer", participantId, ...descriptionIn(request) });
    case "sfu.candidate":
      return NOTHING;
    case "track.publish":
      return decidePublish(state, member, request);
    case "track.unpublish":
      return decideUnpublish(state, request);
    case "track.subscribe":
      return decideSubscribe(state, request);
    case "transport.replace":
      return asked({ type: "replace", participantId, broken: request.generation });
  }
}

function asked(request: MediaRequest, events: readonly Event[] = []): Decision {
  return happened(events, [{ type: "media", request }]);
}

function descriptionIn({
  generation,
  negotiation,
  sdp,
}: CommandOf<"sfu.offer"> | CommandOf<"sfu.answer">) {
  return { generation, negotiation, sdp };
}

/** A source that is published already keeps its track: it comes over another line from now on. */
function decidePublish(
  state: RoomState,
  { participant }: Member,
  { trackId, source, mid, generation }: CommandOf<"track.publish">,
): Decision {
  const { id: participantId, role, media } = participant;
  if (!may(role, state.room.settings, `media.${switchOf(source)}`)) return refused("not_permitted");
  const before = tracksOf(state, participantId).find((track) => track.source === source);
  const track = before ?? { id: trackId, participantId, source };
  const events: Event[] =
    before === undefined ? [{ type: "track.published", seq: state.seq + 1, track }] : [];
  const muted = isMuted(source, media);
  const line = { trackId: track.id, source, mid, generation, muted };
  const request = { type: "publish", participantId, ...line } as const;
  return { ok: true, events, effects: [{ type: "media", request }], trackId: track.id };
}

/** One that is not there any more is not sent any more: that is what was asked for. */
function decideUnpublish(
  state: RoomState,
  { participantId, trackId }: CommandOf<"track.unpublish">,
): Decision {
  const track = state.tracks.get(trackId);
  if (track === undefined) return NOTHING;
  if (track.participantId !== participantId) return refused("not_permitted");
  const unpublished: Event = { type: "track.unpublished", seq: state.seq + 1, trackId };
  return asked({ type: "unpublish", participantId, trackId }, [unpublished]);
}

/** The SFU has let go of them already. */
export function decideMediaEnd(
  state: RoomState,
  { participantId }: CommandOf<"media.end">,
): Decision {
  const unpublished = tracksOf(state, participantId).map(({ id: trackId }, i): Event => ({
    type: "track.unpublished",
    seq: state.seq + 1 + i,
    trackId,
  }));
  return happened(unpublished);
}

/** What has gone while the wish was on its way is left out. */
function decideSubscribe(
  state: RoomState,
  { participantId, tracks: all }: CommandOf<"track.subscribe">,
): Decision {
  const tracks = all.filter(({ trackId }) => state.tracks.has(trackId));
  return tracks.length === 0 ? NOTHING : asked({ type: "subscribe", participantId, tracks });
}

/**
 * Whatever switches a source on or off (its participant, a host, a lost permission) switches its
 * tracks at the SFU, so that nothing of what is off is forwarded, whatever a client sends.
 */
export function withMutes(state: RoomState, decision: Decision): Decision {
  if (!decision.ok || state.tracks.size === 0) return decision;
  const mutes = [...switched(decision.events)].flatMap(([id, media]) => mutesOf(state, id, media));
  if (mutes.length === 0) return decision;
  return { ...decision, effects: [...decision.effects, ...mutes] };
}

/** The switches of those who have changed, as they are in the end. */
function switched(events: readonly Event[]): Map<string, MediaState> {
  const switches = new Map<string, MediaState>();
  for (const event of events) {
    if (event.type !== "participant.updated") continue;
    switches.set(event.participant.id, event.participant.media);
  }
  return switches;
}

function mutesOf(state: RoomState, participantId: string, now: MediaState): Effect[] {
  const before = state.members.get(participantId)?.participant.media;
  if (before === undefined) return [];
  return tracksOf(state, participantId)
    .filter(({ source }) => isMuted(source, now) !== isMuted(source, before))
    .map(({ id: trackId, source }) => {
      const request = {
        type: "mute",
        participantId,
        trackId,
        muted: isMuted(source, now),
      } as const;
      return { type: "media", request };
    });
}

/** The SFU may tell of those who have just gone, and of tracks that nobody knows any more. */
export function decideNews(state: RoomState, { news }: CommandOf<"media">): Decision {
  if (news.type === "speakers") return happened([speakersIn(state, news.ids)]);
  if (!state.members.has(news.participantId)) return NOTHING;
  switch (news.type) {
    case "layers": {
      const isOwn = state.tracks.get(news.trackId)?.participantId === news.participantId;
      return isOwn ? told(news) : NOTHING;
    }
    case "offer":
      return told({
        ...news,
        tracks: news.tracks.filter(({ trackId }) => state.tracks.has(trackId)),
      });
    case "answer":
    case "closed":
    case "slots":
      return told(news);
  }
}

function told(news: Exclude<MediaNews, { type: "speakers" }>): Decision {
  return happened([{ type: "media.told", news }]);
}

function speakersIn({ members }: RoomState, ids: readonly string[]): Event {
  const audible = ids.filter((id) => members.get(id)?.participant.media.mic === true);
  return { type: "speakers.changed", ids: audible };
}
