import type { Participant, ServerMessages, Welcome } from "@parley/protocol";

export function participant(change: Partial<Participant> = {}): Participant {
  return {
    id: "p1",
    name: "Ada",
    kind: "account",
    role: "member",
    state: "online",
    joinedAt: 1000,
    handRaisedAt: null,
    media: { mic: false, camera: false, screen: false },
    version: 1,
    ...change,
  };
}

export function welcome(change: Partial<Welcome> = {}): Welcome {
  return {
    type: "welcome",
    protocol: "parley.v1",
    stream: "s1",
    seq: 7,
    n: 0,
    received: 0,
    resumed: false,
    resumeToken: null,
    heartbeat: { intervalMs: 15_000, timeoutMs: 30_000 },
    self: "p1",
    room: {
      code: "abc-defg-hij",
      name: "Team",
      access: "trusted",
      locked: false,
      settings: {
        chat: true,
        reactions: true,
        screenShare: true,
        muteOnEntry: false,
        media: "mesh",
      },
      createdAt: 1,
      expiresAt: null,
    },
    participants: [participant()],
    tracks: [],
    chat: [],
    waiting: [],
    permissions: ["meeting.join", "media.mic"],
    iceServers: [],
    ...change,
  };
}

export function presence(
  seq: number,
  change: Partial<ServerMessages["presence"]> = {},
): ServerMessages["presence"] {
  return { type: "presence", seq, joined: [], updated: [], left: [], ...change };
}
