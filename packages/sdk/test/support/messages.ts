import type { ChatMessage, Participant, ServerMessages, Welcome } from "@parley/protocol";

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
    resumeToken: "r1",
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

/** What a resumed session begins with: nothing but what is current. */
export function resumed(change: Partial<Welcome> = {}): Welcome {
  return welcome({ resumed: true, participants: [], ...change });
}

export function lobby(change: Partial<ServerMessages["waiting"]> = {}): ServerMessages["waiting"] {
  return {
    type: "waiting",
    room: { code: "abc-defg-hij", name: "Team" },
    resumeToken: "w1",
    ...change,
  };
}

export function chatMessage(id: string, change: Partial<ChatMessage> = {}): ChatMessage {
  const from = { participantId: "p2", name: "Grace" };
  return { id, from, to: null, text: `text of ${id}`, sentAt: 5000, ...change };
}
