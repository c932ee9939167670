/**
 * Where unknown text becomes a message. Nothing else in the system casts: everyone downstream has
 * the types that were checked here.
 */
import type { TSchema } from "typebox";
import { type ClientMessage, clientMessages } from "./client-messages.ts";
import type { ErrorCode } from "./errors.ts";
import { LIMITS } from "./limits.ts";
import { type ServerMessage, serverMessages } from "./server-messages.ts";

/**
 * How a schema becomes a check. The server compiles; browsers interpret, because compiling needs
 * `new Function`, which the Content-Security-Policy forbids. `explain` says in one line what is
 * wrong with a value that failed.
 */
export type SchemaChecker = (schema: TSchema) => {
  check(value: unknown): boolean;
  explain(value: unknown): string;
};

export type Decoded<M> =
  | { readonly ok: true; readonly message: M }
  | {
      readonly ok: false;
      readonly id: number | null;
      readonly code: ErrorCode;
      readonly detail: string;
    };

export type JsonObject = { [key: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Parses one JSON object; null for anything else. */
function parseObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** Whether arrays and objects nest deeper than `limit`; looks no further than that. */
function exceedsDepth(value: unknown, limit: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (limit === 0) return true;
  return Object.values(value).some((inner) => exceedsDepth(inner, limit - 1));
}

function decoder<M>(schemas: { readonly [type: string]: TSchema }, checker: SchemaChecker) {
  const checks = new Map(Object.entries(schemas).map(([type, s]) => [type, checker(s)]));
  return (text: string): Decoded<M> => {
    const value = parseObject(text);
    if (value === null) {
      return { ok: false, id: null, code: "malformed_json", detail: "A frame is one JSON object." };
    }
    const id = Number.isSafeInteger(value["id"]) ? (value["id"] as number) : null;
    const type = value["type"];
    const schema = typeof type === "string" ? checks.get(type) : undefined;
    if (schema === undefined) {
      return {
        ok: false,
        id,
        code: "unknown_message",
        detail: "There is no message of this type.",
      };
    }
    if (!schema.check(value)) {
      return { ok: false, id, code: "validation_failed", detail: schema.explain(value) };
    }
    return { ok: true, message: value as M };
  };
}

/** Reads what a client sends: unknown types and unknown fields are errors. */
export function clientMessageDecoder(
  checker: SchemaChecker,
): (text: string) => Decoded<ClientMessage> {
  return decoder<ClientMessage>(clientMessages, checker);
}

/** Reads what the server sends. */
export function serverMessageDecoder(
  checker: SchemaChecker,
): (text: string) => Decoded<ServerMessage> {
  return decoder<ServerMessage>(serverMessages, checker);
}

/** Reads what a plain signalling client sends: any JSON object that does not nest too deep. */
export function decodePlainMessage(text: string): Decoded<JsonObject> {
  const message = parseObject(text);
  if (message === null) {
    return { ok: false, id: null, code: "malformed_json", detail: "A frame is one JSON object." };
  }
  if (exceedsDepth(message, LIMITS.jsonDepth)) {
    const detail = `JSON may nest ${LIMITS.jsonDepth} deep.`;
    return { ok: false, id: null, code: "validation_failed", detail };
  }
  return { ok: true, message };
}

/** Reads a JSON body that must match a schema; null when it does not. */
export function decodeJson<T>(text: string, check: (value: unknown) => boolean): T | null {
  try {
    const value: unknown = JSON.parse(text);
    return check(value) ? (value as T) : null;
  } catch {
    return null;
  }
}

/** A value that came as structured data; null when it does not match. */
export function accept<T>(value: unknown, check: (value: unknown) => boolean): T | null {
  return check(value) ? (value as T) : null;
}

export function encode(message: ServerMessage | ClientMessage): string {
  return JSON.stringify(message);
}
