/**
 * Who may ask for what in a meeting: protocol.md's table "Client to server" with its column "who",
 * and "Roles and permissions", as data. It is written down, not computed, and knows no policy.
 */
import type { ClientMessage, ErrorCode, Permission, Role } from "@parley/protocol";
import type { Change } from "../../src/room/command.ts";

/** Done at once, answered when this kind of change is stored, or refused. */
export type Outcome = "ok" | Change["type"] | ErrorCode;

/** What has to be switched on in the room so that members, too, may do something. */
export type Switch = "chat" | "reactions" | "screenShare";

export type Row = {
  readonly asks: ClientMessage | ((self: string) => ClientMessage);
  readonly owner: Outcome;
  readonly cohost: Outcome;
  readonly member: Outcome;
  readonly membersNeed?: Switch;
  /** It is about the SFU, which a mesh has not. */
  readonly needsSfu?: true;
  /** For who is in the lobby; `in_lobby` where it is not said. */
  readonly waiting?: Outcome;
};

/** Who is there besides the one who asks; there is one owner, who may be the one who asks. */
export const OTHERS = { owner: "o", cohost: "c2", member: "m2", waiting: "w2" } as const;
const { owner, cohost, member, waiting } = OTHERS;

const everyone = { owner: "ok", cohost: "ok", member: "ok" } as const;
const hosts = { owner: "ok", cohost: "ok", member: "not_permitted" } as const;
const ownerAlone = { owner: "ok", cohost: "not_permitted", member: "not_permitted" } as const;
const nobody = { ...ownerAlone, owner: "not_permitted" } as const;
const hostsRemove = { owner: "removal", cohost: "removal", member: "not_permitted" } as const;
const hostsAdmit = { owner: "admission", cohost: "admission", member: "not_permitted" } as const;
const hostsChange = { owner: "room", cohost: "room", member: "not_permitted" } as const;
const everyoneWrites = { owner: "chat", cohost: "chat", member: "chat" } as const;

const offer = { type: "offer", description: { type: "offer", sdp: "v=0" } } as const;
const answer = { type: "answer", description: { type: "answer", sdp: "v=0" } } as const;
const candidate = { type: "candidate", candidate: null } as const;
const chat = { type: "chat.send", text: "hi", clientId: "k" } as const;
const mute = { type: "participant.mute", source: "mic" } as const;
const askUnmute = { type: "participant.ask-unmute", source: "camera" } as const;
const remove = "participant.remove";
const cohostRole = { type: "participant.role", role: "cohost" } as const;
const memberRole = { type: "participant.role", role: "member" } as const;
const toSfu = { to: "sfu", generation: 1, negotiation: 1 } as const;
const sfuOffer = { ...offer, ...toSfu, transport: "up" } as const;
const sfuAnswer = { ...answer, ...toSfu, transport: "down" } as const;
const publish = { type: "track.publish", mid: "0" } as const;
const unpublish = { type: "track.unpublish" } as const;
const subscribe = { type: "track.subscribe" } as const;
const down = { transport: "down", generation: 1 } as const;
const screenShare = { membersNeed: "screenShare", needsSfu: true } as const;
const settings = { chat: false, reactions: false, screenShare: false, muteOnEntry: true };

export const ROWS: readonly Row[] = [
  { asks: offer, ...everyone },
  { asks: { ...offer, to: owner }, owner: "unknown_participant", cohost: "ok", member: "ok" },
  { asks: { ...answer, to: member }, ...everyone },
  { asks: { ...candidate, to: cohost }, ...everyone },
  { asks: { type: "participant.update", media: { mic: true } }, ...everyone },
  { asks: { type: "participant.update", media: { camera: true } }, ...everyone },
  { asks: { type: "participant.update", name: "New" }, ...everyone },
  {
    asks: { type: "participant.update", media: { screen: true } },
    ...everyone,
    membersNeed: "screenShare",
  },
  { asks: { type: "participant.update", media: { screen: false } }, ...everyone },
  { asks: { type: "hand.raise" }, ...everyone },
  { asks: { type: "hand.lower" }, ...everyone },
  { asks: (self) => ({ type: "hand.lower", participantId: self }), ...everyone },
  { asks: { type: "hand.lower", participantId: member }, ...hosts },
  { asks: { type: "hand.lower", participantId: cohost }, ...hosts },
  { asks: { type: "hand.lower", participantId: owner }, ...ownerAlone },
  { asks: { type: "hand.lower", all: true }, ...hosts },
  { asks: { type: "reaction.send", emoji: "👍" }, ...everyone, membersNeed: "reactions" },
  { asks: chat, ...everyoneWrites, membersNeed: "chat" },
  { asks: { ...chat, to: cohost }, ...everyoneWrites, membersNeed: "chat" },
  { asks: { ...mute, participantId: member }, ...hosts },
  { asks: { ...mute, participantId: cohost, source: "camera" }, ...hosts },
  { asks: { ...mute, participantId: owner, source: "screen" }, ...ownerAlone },
  { asks: { ...mute, all: true }, ...hosts },
  { asks: { ...askUnmute, participantId: member }, ...hosts },
  { asks: { ...askUnmute, participantId: cohost, source: "mic" }, ...hosts },
  { asks: { type: remove, participantId: member }, ...hostsRemove },
  { asks: { type: remove, participantId: member, ban: true }, ...hostsRemove },
  { asks: { type: remove, participantId: cohost }, ...hostsRemove },
  { asks: { type: remove, participantId: waiting }, ...hostsRemove },
  { asks: { type: remove, participantId: owner }, ...nobody },
  { asks: { type: remove, participantId: owner, ban: true }, ...nobody },
  { asks: (self) => ({ type: remove, participantId: self }), ...nobody },
  { asks: { ...cohostRole, participantId: member }, ...ownerAlone, owner: "role" },
  { asks: { ...memberRole, participantId: cohost }, ...ownerAlone, owner: "role" },
  { asks: { ...memberRole, participantId: owner }, ...nobody },
  { asks: (self) => ({ ...cohostRole, participantId: self }), ...nobody },
  { asks: { type: "lobby.admit", ids: [waiting] }, ...hostsAdmit },
  { asks: { type: "lobby.admit", all: true }, ...hostsAdmit },
  { asks: { type: "lobby.deny", ids: [waiting] }, ...hosts },
  { asks: { type: "lobby.deny", all: true }, ...hosts },
  { asks: { type: "room.update", locked: true }, ...hostsChange },
  { asks: { type: "room.update", access: "open" }, ...hostsChange },
  { asks: { type: "room.update", name: "New" }, ...hostsChange },
  { asks: { type: "room.update", settings }, ...hostsChange },
  { asks: { type: "room.end" }, ...hosts },
  { asks: { type: "leave" }, ...everyone, waiting: "ok" },
  { asks: sfuOffer, ...everyone, needsSfu: true },
  { asks: sfuAnswer, ...everyone, needsSfu: true },
  { asks: { ...candidate, to: "sfu" }, ...everyone, needsSfu: true },
  { asks: { ...publish, source: "mic" }, ...everyone, needsSfu: true },
  { asks: { ...publish, source: "camera" }, ...everyone, needsSfu: true },
  { asks: { ...publish, source: "screen" }, ...everyone, ...screenShare },
  { asks: { ...publish, source: "screenAudio" }, ...everyone, ...screenShare },
  { asks: (self) => ({ ...unpublish, trackId: `${self}-mic` }), ...everyone, needsSfu: true },
  { asks: { ...unpublish, trackId: `${member}-mic` }, ...nobody, needsSfu: true },
  { asks: { ...subscribe, tracks: [{ trackId: "t", width: 0 }] }, ...everyone, needsSfu: true },
  { asks: { type: "transport.replace", ...down }, ...everyone, needsSfu: true },
];

type Verb = { readonly who: readonly Role[]; readonly membersNeed?: Switch };

const ALL_ROLES: readonly Role[] = ["owner", "cohost", "member"];
const HOSTS: readonly Role[] = ["owner", "cohost"];

/** Every verb of protocol.md with the roles that have it. */
export const VERBS: { readonly [P in Permission]: Verb } = {
  "meeting.join": { who: ALL_ROLES },
  "media.mic": { who: ALL_ROLES },
  "media.camera": { who: ALL_ROLES },
  "media.screen": { who: ALL_ROLES, membersNeed: "screenShare" },
  "chat.send": { who: ALL_ROLES, membersNeed: "chat" },
  "reaction.send": { who: ALL_ROLES, membersNeed: "reactions" },
  "lobby.bypass": { who: HOSTS },
  "lobby.admit": { who: HOSTS },
  "participant.mute": { who: HOSTS },
  "participant.remove": { who: HOSTS },
  "participant.role": { who: ["owner"] },
  "room.update": { who: HOSTS },
  "room.end": { who: HOSTS },
};
