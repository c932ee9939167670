import * as Type from "typebox";
import { LIMITS } from "./limits.ts";

// Control characters, and the invisible ones that reorder the text around them: both let a name
// pretend to be another. U+0000 is among them (Postgres refuses it).
// A lone surrogate is no character at all, and a database would silently replace it.
const FORBIDDEN =
  "\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069\\ud800-\\udfff";

/** A name for people to read: one line, not blank, no control characters, no bidi overrides. */
export function nameText(description: string) {
  return Type.String({
    minLength: 1,
    maxLength: LIMITS.nameLength,
    pattern: `^(?=.*\\S)[^${FORBIDDEN}]+$`,
    description,
  });
}

/** A name to sign in with: as nameText, and without white space. */
export function usernameText() {
  return Type.String({
    minLength: 1,
    maxLength: LIMITS.usernameLength,
    pattern: `^[^\\s${FORBIDDEN}]+$`,
    description: "Unique after NFKC normalisation and lower-casing.",
  });
}

const CHAT_FORBIDDEN = FORBIDDEN.replace("\\u0000-\\u001f", "\\u0000-\\u0008\\u000b-\\u001f");

/** What people write to one another: lines and tabs, otherwise as nameText. */
export function chatText() {
  return Type.String({
    minLength: 1,
    maxLength: LIMITS.chatLength,
    pattern: `^(?=[\\s\\S]*\\S)[^${CHAT_FORBIDDEN}]+$`,
    description: "Text, never markup.",
  });
}

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
const PICTURE = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u;

/** Whether the text is one emoji: one grapheme (Unicode UAX #29) with a picture in it. */
export function isEmoji(text: string): boolean {
  const [first, ...rest] = graphemes.segment(text);
  return first !== undefined && rest.length === 0 && PICTURE.test(text);
}
