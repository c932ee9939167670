import assert from "node:assert/strict";
import { test } from "node:test";
import { type GrantEnding, Grants } from "../../src/identity/grants.ts";

/** Grants, and what its sockets and the other nodes hear. */
function setUp() {
  const grants = new Grants();
  const heard: { here: string[]; elsewhere: string[] } = { here: [], elsewhere: [] };
  const note = (list: string[]) => (grant: string, why: GrantEnding) => {
    list.push(`${grant} ${why}`);
  };
  const stop = grants.onEnded(note(heard.here));
  return { grants, heard, stop, tell: note(heard.elsewhere) };
}

test("[GRANT1] what ends here is told here and to the other nodes", () => {
  const { grants, heard, tell } = setUp();
  grants.tellOthersBy(tell);
  grants.end("s1", "password_changed");
  assert.deepEqual(heard, { here: ["s1 password_changed"], elsewhere: ["s1 password_changed"] });
});

test("[GRANT1] what ended elsewhere is told here and goes no further", () => {
  const { grants, heard, tell } = setUp();
  grants.tellOthersBy(tell);
  grants.endedElsewhere("s1", "signed_out");
  assert.deepEqual(heard, { here: ["s1 signed_out"], elsewhere: [] });
});

test("[GRANT1] without other nodes nobody else is told, and who stops listening hears nothing", () => {
  const { grants, heard, stop } = setUp();
  grants.end("s1", "signed_out");
  stop();
  grants.end("s2", "signed_out");
  grants.endedElsewhere("s3", "signed_out");
  assert.deepEqual(heard, { here: ["s1 signed_out"], elsewhere: [] });
});
