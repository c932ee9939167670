import type { ClientMessages } from "@parley/protocol";

const offer = { type: "offer", sdp: "v=0\r\n" } as const;
const answer = { type: "answer", sdp: "v=0\r\n" } as const;

/** Messages of every type: with all that is optional and without. */
export const CLIENT_SAMPLES: {
  readonly [T in keyof ClientMessages]: readonly ClientMessages[T][];
} = {
  offer: [
    { type: "offer", description: offer },
    { type: "offer", id: 1, to: "p1", description: offer },
    {
      type: "offer",
      to: "sfu",
      description: offer,
      transport: "up",
      generation: 1,
      negotiation: 1,
    },
  ],
  answer: [
    { type: "answer", to: "p1", description: answer },
    {
      type: "answer",
      to: "sfu",
      description: answer,
      transport: "down",
      generation: 2,
      negotiation: 7,
    },
  ],
  candidate: [
    { type: "candidate", candidate: null },
    { type: "candidate", to: "p1", candidate: { candidate: "candidate:1", sdpMid: "0" } },
  ],
  "participant.update": [
    { type: "participant.update" },
    { type: "participant.update", media: { mic: true }, name: "Ada" },
  ],
  "hand.raise": [{ type: "hand.raise" }],
  "hand.lower": [
    { type: "hand.lower" },
    { type: "hand.lower", participantId: "p1" },
    { type: "hand.lower", all: true },
  ],
  "reaction.send": [{ type: "reaction.send", emoji: "👍" }],
  "chat.send": [
    { type: "chat.send", clientId: "c1", text: "two\n\tlines" },
    { type: "chat.send", id: 9, clientId: "c1", text: "<b>psst</b>", to: "p1" },
  ],
  "participant.mute": [
    { type: "participant.mute", participantId: "p1", source: "mic" },
    { type: "participant.mute", all: true, source: "screen" },
  ],
  "participant.ask-unmute": [
    { type: "participant.ask-unmute", participantId: "p1", source: "camera" },
  ],
  "participant.remove": [
    { type: "participant.remove", participantId: "p1" },
    { type: "participant.remove", participantId: "p1", ban: true },
  ],
  "participant.role": [{ type: "participant.role", participantId: "p1", role: "cohost" }],
  "lobby.admit": [
    { type: "lobby.admit", ids: ["p1", "p2"] },
    { type: "lobby.admit", all: true },
  ],
  "lobby.deny": [
    { type: "lobby.deny", ids: ["p1"] },
    { type: "lobby.deny", all: true },
  ],
  "room.update": [
    { type: "room.update", locked: true },
    { type: "room.update", name: "Stand-up", access: "open", settings: { chat: false } },
  ],
  "room.end": [{ type: "room.end" }],
  "track.publish": [
    { type: "track.publish", mid: "0", source: "mic" },
    { type: "track.publish", id: 4, mid: "3", source: "screenAudio", generation: 2 },
  ],
  "track.unpublish": [{ type: "track.unpublish", trackId: "t1" }],
  "track.subscribe": [
    { type: "track.subscribe", tracks: [] },
    {
      type: "track.subscribe",
      tracks: [
        { trackId: "t1", width: 0 },
        { trackId: "t2", width: 1280 },
      ],
    },
  ],
  "transport.replace": [{ type: "transport.replace", transport: "down", generation: 1 }],
  ping: [{ type: "ping", t: 5 }],
  leave: [{ type: "leave", id: 3 }],
};
