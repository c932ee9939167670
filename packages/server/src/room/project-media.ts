import type { ServerMessages } from "@parley/protocol";
import type { MediaNews } from "./media.ts";

/** Distributes over a union, which Omit does not. */
export type WithoutOrder<M> = M extends unknown ? Omit<M, "n" | "after"> : never;

/** What the SFU tells one participant, before its session's order is added. */
export type MediaMessage = WithoutOrder<
  ServerMessages["offer" | "answer" | "transport.closed" | "track.layers" | "track.slots"]
>;

/** What the SFU tells, as the participant gets it. */
export function mediaMessageOf(news: Exclude<MediaNews, { type: "speakers" }>): MediaMessage {
  switch (news.type) {
    case "offer":
      return {
        type: "offer",
        from: "sfu",
        description: { type: "offer", sdp: news.sdp },
        ...negotiationIn("down", news),
        tracks: [...news.tracks],
      };
    case "answer":
      return {
        type: "answer",
        from: "sfu",
        description: { type: "answer", sdp: news.sdp },
        ...negotiationIn("up", news),
      };
    case "closed": {
      const { transport, generation, reason } = news;
      return { type: "transport.closed", transport, generation, reason };
    }
    case "layers":
      return { type: "track.layers", trackId: news.trackId, active: [...news.active] };
    case "slots":
      return { type: "track.slots", generation: news.generation, slots: [...news.slots] };
  }
}

type Counted = { readonly generation: number; readonly negotiation: number };

function negotiationIn(transport: "up" | "down", { generation, negotiation }: Counted) {
  return { transport, generation, negotiation };
}
