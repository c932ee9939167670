import assert from "node:assert/strict";
import { test } from "node:test";
import { KeyVault } from "../../src/identity/key-vault.ts";

const vault = new KeyVault(Buffer.from("a secret of the server"));

test("[TOKEN6] what is sealed opens again, and does not show its text", () => {
  const sealed = vault.seal("the private key", "key-1");
  assert.equal(vault.open(sealed, "key-1"), "the private key");
  assert.doesNotMatch(Buffer.from(sealed, "base64url").toString("latin1"), /private/);
  assert.notEqual(vault.seal("the private key", "key-1"), sealed);
});

test("[TOKEN6] another secret, another label and a changed text do not open it", () => {
  const sealed = vault.seal("the private key", "key-1");
  const other = new KeyVault(Buffer.from("another secret"));
  assert.equal(other.open(sealed, "key-1"), null);
  assert.equal(vault.open(sealed, "key-2"), null);
  const bytes = Buffer.from(sealed, "base64url");
  for (const at of [0, 12, 28, bytes.length - 1]) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    assert.equal(vault.open(changed.toString("base64url"), "key-1"), null, `byte ${at}`);
  }
  for (const text of ["", "x", sealed.slice(0, 20), sealed.slice(0, -3)]) {
    assert.equal(vault.open(text, "key-1"), null, text);
  }
});
