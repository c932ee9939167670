import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { splitLinks } from "../src/meeting/links.ts";

const links = (text: string) =>
  splitLinks(text).flatMap((part) => (part.kind === "link" ? [part.text] : []));

test("addresses of the web become links, the text around them stays text", () => {
  assert.deepEqual(splitLinks("see https://a.example/x?y=1#z now"), [
    { kind: "text", text: "see " },
    { kind: "link", text: "https://a.example/x?y=1#z", href: "https://a.example/x?y=1#z" },
    { kind: "text", text: " now" },
  ]);
  assert.deepEqual(links("http://a.example HTTPS://B.example"), [
    "http://a.example",
    "HTTPS://B.example",
  ]);
});

test("nothing else becomes a link", () => {
  for (const text of [
    "javascript:alert(1)",
    "data:text/html,hi",
    "ftp://a.example",
    "a.example",
    "https://",
    "xhttps://a.example",
    '<a href="x">y</a>',
  ]) {
    assert.deepEqual(splitLinks(text), [{ kind: "text", text }], text);
  }
});

test("the punctuation of the sentence is not part of the address", () => {
  assert.deepEqual(links("(see https://a.example/b). Or https://a.example/c?"), [
    "https://a.example/b",
    "https://a.example/c",
  ]);
  assert.deepEqual(links("https://a.example/w_(x)"), ["https://a.example/w_(x)"]);
  assert.deepEqual(links("[https://a.example/w_(x)]"), ["https://a.example/w_(x)"]);
  assert.deepEqual(links('"https://a.example"'), ["https://a.example"]);
});

test("the parts together are the message, and every link opens http or https", () => {
  const word = fc.oneof(
    fc.string(),
    fc.webUrl(),
    fc.constantFrom("(", ").", "https://", "http://x", "javascript:", " ", "\n"),
  );
  fc.assert(
    fc.property(fc.array(word), (words) => {
      const text = words.join("");
      const parts = splitLinks(text);
      assert.equal(parts.map((part) => part.text).join(""), text);
      for (const part of parts) {
        if (part.kind === "link") assert.match(new URL(part.href).protocol, /^https?:$/);
      }
    }),
  );
});
