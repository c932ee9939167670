import {
  type SchemaChecker,
  type ServerMessage,
  decodeJson,
  isObject,
  serverMessageDecoder,
} from "@parley/protocol";
import { Check } from "typebox/value";
import type { Counters } from "./resume-point.ts";

/**
 * Checks by interpreting the schema: compiling it needs `new Function`, which the web client's
 * Content-Security-Policy forbids. Nobody reads the explanation here, and making a good one would
 * cost the first load 3 KB.
 */
const interpret: SchemaChecker = (schema) => ({
  check: (value) => Check(schema, value),
  explain: () => "The message does not have the form that its type asks for.",
});

const decode = serverMessageDecoder(interpret);

export type Frame =
  | { readonly kind: "message"; readonly message: ServerMessage }
  /** A newer server says things that this client has no word for; they are counted all the same. */
  | { readonly kind: "unknown"; readonly counters: Counters }
  | { readonly kind: "unreadable" };

/** What a text frame of the server says. */
export function decodeFrame(text: string): Frame {
  const decoded = decode(text);
  if (decoded.ok) return { kind: "message", message: decoded.message };
  if (decoded.code !== "unknown_message") return { kind: "unreadable" };
  const frame = decodeJson<{ readonly seq?: unknown; readonly n?: unknown }>(text, isObject);
  return { kind: "unknown", counters: { seq: count(frame?.seq), n: count(frame?.n) } };
}

function count(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
