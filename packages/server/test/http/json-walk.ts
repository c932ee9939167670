/** Ways into JSON of unknown shape. */
import assert from "node:assert/strict";
import { type JsonObject, isObject } from "@parley/protocol";

/** What stands at a path of keys; undefined when there is nothing. */
export function at(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
}

/** As `at`, for what must be an object. */
export function objectAt(value: unknown, ...keys: readonly string[]): JsonObject {
  const found = at(value, ...keys);
  assert.ok(isObject(found), `no object at ${keys.join(" ")}`);
  return found;
}

/** As `at`, for an array that may be left out. */
export function listAt(value: unknown, ...keys: readonly string[]): readonly unknown[] {
  const found: unknown = at(value, ...keys) ?? [];
  assert.ok(Array.isArray(found), `no array at ${keys.join(" ")}`);
  return found;
}

/** As `at`, for the entries of an object that may be left out. */
export function entriesAt(value: unknown, ...keys: readonly string[]): [string, unknown][] {
  const found = at(value, ...keys);
  return found === undefined ? [] : Object.entries(objectAt(found));
}
