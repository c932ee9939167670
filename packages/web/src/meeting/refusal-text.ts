import { ERRORS, isErrorCode } from "@parley/protocol";

/** Why something that was asked of the meeting was not done, in one sentence. */
export function refusalText(code: string): string {
  switch (code) {
    case "not_permitted":
      return "You may not do that in this meeting.";
    case "unknown_participant":
      return "They are not in the meeting any more.";
    case "rate_limited":
      return "That was too much at once. Try again in a moment.";
    case "not_an_account":
      return "That needs somebody with an account.";
    case "connection_lost":
    case "network_error":
    case "unavailable":
      return "The server does not answer. Try again in a moment.";
    case "internal":
      return "Something went wrong on the server. Try again in a moment.";
    default:
      return isErrorCode(code) ? `${ERRORS[code].title}.` : "That did not work. Try again.";
  }
}
