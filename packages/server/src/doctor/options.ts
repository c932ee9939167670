/** The words after `npm run doctor --`. */
import { parseArgs } from "node:util";

export const HELP = `npm run doctor [-- options]

Checks a running Parley, from this machine and from a browser, and says what to change. Run it where
the server runs, with the same environment variables. In a container:
  docker compose exec parley node packages/server/src/doctor/main.ts

  --no-browser        only what can be seen from here; nothing is made on the server
  --browser <program> open the page in this Chromium, without a window, instead of waiting for you
  --help              this text

Every line begins with ok, warn (look at it) or FAIL (change it). The exit code is 1 if one is FAIL.

For the part with a browser the doctor makes an account and a room, and prints a link. Open it on the
device that has trouble. The account and the room are deleted at the end.`;

export type Options = {
  readonly help: boolean;
  readonly browser:
    | { readonly kind: "none" }
    /** Somebody opens the link. */
    | { readonly kind: "person" }
    | { readonly kind: "program"; readonly path: string };
};

/** @throws TypeError with a sentence, when a word is not known */
export function readOptions(words: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...words],
    options: {
      help: { type: "boolean", default: false },
      "no-browser": { type: "boolean", default: false },
      browser: { type: "string" },
    },
  });
  return { help: values.help, browser: browserOf(values["no-browser"], values.browser) };
}

function browserOf(none: boolean, path: string | undefined): Options["browser"] {
  if (none) return { kind: "none" };
  return path === undefined ? { kind: "person" } : { kind: "program", path };
}
