import { type Failure, failureText } from "../lib/failure.ts";

/** What can be done next, the most likely first. */
export type NextStep = "rejoin" | "use-here" | "sign-in" | "try-again" | "home";

export type EndingText = {
  readonly title: string;
  readonly text: string;
  readonly next: readonly NextStep[];
};

/** How a stay ended, for the person whose it was. `reason` is an Ending or an error code. */
export function endingText(reason: string): EndingText {
  switch (reason) {
    case "left":
      return { title: "You left the meeting", text: "", next: ["rejoin", "home"] };
    case "taken_over":
      return {
        title: "The meeting is open in another place",
        text: "You joined again in another tab or on another device, so this one stepped aside.",
        next: ["use-here", "home"],
      };
    case "signed_out":
    case "not_authenticated":
      return {
        title: "You are signed out",
        text: "You signed out in another tab, or your session ended. The meeting goes on without you.",
        next: ["sign-in", "home"],
      };
    case "room_expired":
      return {
        title: "This meeting has expired",
        text: "Its time is over and its link no longer works. Start a new one to go on.",
        next: ["home"],
      };
    case "room_not_found":
      return {
        title: "This meeting no longer exists",
        text: "It was deleted. Start a new one to go on.",
        next: ["home"],
      };
    case "room_full":
      return {
        title: "The meeting is full",
        text: "While you were away somebody took the last place.",
        next: ["rejoin", "home"],
      };
    default:
      return {
        title: "The connection ended",
        text: `The server closed it and said why: ${reason}. Joining again usually helps.`,
        next: ["rejoin", "home"],
      };
  }
}

/** Why a room cannot be entered at all. */
export function unavailableText(failure: Failure): EndingText {
  switch (failure.code) {
    case "room_not_found":
    case "not_found":
      return {
        title: "There is no meeting with this code",
        text: "Check it letter by letter, or ask for the link again.",
        next: ["home"],
      };
    case "room_expired":
      return {
        title: "This meeting has expired",
        text: "Its time is over. Ask for a new link, or start a meeting of your own.",
        next: ["home"],
      };
    case "room_full":
      return {
        title: "The meeting is full",
        text: "You can try again when somebody has left.",
        next: ["try-again", "home"],
      };
    case "network_error":
    case "unavailable":
      return {
        title: "The server does not answer",
        text: failureText(failure),
        next: ["try-again", "home"],
      };
    default:
      return {
        title: "The meeting cannot be opened",
        text: failureText(failure),
        next: ["try-again", "home"],
      };
  }
}
