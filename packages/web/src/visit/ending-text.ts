import { type Failure, failureText } from "../lib/failure.ts";

/** What can be done next, the most likely first. */
export type NextStep =
  | "rejoin"
  | "ask-again"
  | "use-here"
  | "join-again"
  | "sign-in"
  | "try-again"
  | "home";

export type EndingText = {
  readonly title: string;
  readonly text: string;
  readonly next: readonly NextStep[];
};

/** How a stay, or the waiting for one, ended. `reason` is an Ending or an error code. */
export function endingText(reason: string): EndingText {
  return ENDINGS.get(reason) ?? unexpected(reason);
}

/** Why a room cannot be entered at all. */
export function unavailableText(failure: Failure): EndingText {
  const known = UNAVAILABLE.get(failure.code);
  if (known !== undefined) return known;
  const text = failureText(failure);
  return { title: "The meeting cannot be opened", text, next: ["try-again", "home"] };
}

function unexpected(reason: string): EndingText {
  return {
    title: "The connection ended",
    text: `The server closed it and said why: ${reason}. Joining again usually helps.`,
    next: ["rejoin", "home"],
  };
}

const BANNED: EndingText = {
  title: "You may not enter this meeting",
  text: "A host has closed it to you. Only a host can change that.",
  next: ["home"],
};
const EXPIRED: EndingText = {
  title: "This meeting has expired",
  text: "Its time is over and its link no longer works. Ask for a new link, or start a meeting of your own.",
  next: ["home"],
};
const DELETED: EndingText = {
  title: "This meeting was deleted",
  text: "Its owner deleted it, and its link no longer works. Ask for a new link, or start a meeting of your own.",
  next: ["home"],
};
const NOT_FOUND: EndingText = {
  title: "There is no meeting with this code",
  text: "Check it letter by letter, or ask for the link again.",
  next: ["home"],
};
const FULL: EndingText = {
  title: "The meeting is full",
  text: "You can try again when somebody has left.",
  next: ["try-again", "home"],
};
const TOO_MANY_CODES: EndingText = {
  title: "Too many unknown codes",
  text: "Somebody in your network tried many codes that do not exist. Wait ten minutes, then try again.",
  next: ["try-again", "home"],
};
const NO_ANSWER: EndingText = {
  title: "The server does not answer",
  text: "Check your connection and try again.",
  next: ["try-again", "home"],
};
const RESTARTING: EndingText = {
  title: "The server is restarting",
  text: "That takes a moment. Try again.",
  next: ["try-again", "home"],
};

const ENDINGS: ReadonlyMap<string, EndingText> = new Map([
  ["left", { title: "You left the meeting", text: "", next: ["rejoin", "home"] }],
  [
    "removed",
    {
      title: "You were removed from the meeting",
      text: "A host took you out. You can ask to be let in again.",
      next: ["home", "ask-again"],
    },
  ],
  ["banned", { ...BANNED, title: "You were removed for good" }],
  [
    "denied",
    {
      title: "You were not let in",
      text: "A host turned your request down. If that was a mistake, tell them, then ask again.",
      next: ["home", "ask-again"],
    },
  ],
  [
    "meeting_ended",
    {
      title: "The meeting has ended",
      text: "A host ended it for everyone. The link still works for the next one.",
      next: ["home", "join-again"],
    },
  ],
  ["room_expired", EXPIRED],
  ["room_deleted", DELETED],
  [
    "taken_over",
    {
      title: "The meeting is open in another place",
      text: "You joined again in another tab or on another device, so this one stepped aside.",
      next: ["use-here", "home"],
    },
  ],
  [
    "signed_out",
    {
      title: "You are signed out",
      text: "You signed out in another tab, or your session was ended. The meeting goes on without you.",
      next: ["sign-in", "home"],
    },
  ],
  [
    "password_changed",
    {
      title: "Your password was changed",
      text: "That ended every other session, this one too. Sign in with the new password to go on.",
      next: ["sign-in", "home"],
    },
  ],
  [
    "not_authenticated",
    {
      title: "You are signed out",
      text: "Your session has ended. The meeting goes on without you.",
      next: ["sign-in", "join-again", "home"],
    },
  ],
  [
    "room_locked",
    {
      title: "The meeting is locked",
      text: "A host locked it while you were away: nobody new gets in now. Try again later.",
      next: ["try-again", "home"],
    },
  ],
  ["room_full", { ...FULL, text: "While you were away somebody took the last place." }],
  [
    "lobby_full",
    {
      title: "Too many people are waiting",
      text: "Nobody else can ask to be let in right now. Try again in a few minutes.",
      next: ["try-again", "home"],
    },
  ],
  [
    "room_not_found",
    { ...NOT_FOUND, title: "This meeting no longer exists", text: "It is gone, with its link." },
  ],
  ["too_many_unknown_codes", TOO_MANY_CODES],
  ["connection_lost", NO_ANSWER],
  ["network_error", NO_ANSWER],
  ["draining", RESTARTING],
] satisfies [string, EndingText][]);

const UNAVAILABLE: ReadonlyMap<string, EndingText> = new Map([
  ["room_not_found", NOT_FOUND],
  ["not_found", NOT_FOUND],
  ["room_expired", EXPIRED],
  ["room_deleted", DELETED],
  ["banned", BANNED],
  ["room_full", FULL],
  ["too_many_unknown_codes", TOO_MANY_CODES],
  ["network_error", NO_ANSWER],
  ["connection_lost", NO_ANSWER],
  ["unavailable", RESTARTING],
] satisfies [string, EndingText][]);
