/** Argon2id hashes as PHC strings: `$argon2id$v=19$m=47104,t=1,p=1$salt$hash`. */
import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

/** Memory in KiB. OWASP's first choice for Argon2id: 46 MiB, one pass, one lane. */
const COST = { memory: 47_104, passes: 1, parallelism: 1 } as const;
const TAG_BYTES = 32;
const SALT_BYTES = 16;
const PHC =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

const argon2id = promisify(
  (parameters: Argon2Parameters, done: (error: Error | null, tag: Buffer) => void) =>
    argon2("argon2id", parameters, done),
);

function phc(salt: Buffer, tag: Buffer): string {
  const text = (bytes: Buffer) => bytes.toString("base64").replace(/=+$/, "");
  const { memory, passes, parallelism } = COST;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${text(salt)}$${text(tag)}`;
}

export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(SALT_BYTES);
  return phc(nonce, await argon2id({ message: password, nonce, tagLength: TAG_BYTES, ...COST }));
}

/** A hash that no password has; checking one against it takes as long as against any other. */
export function impossibleHash(): string {
  return phc(randomBytes(SALT_BYTES), randomBytes(TAG_BYTES));
}

/** Whether the password has this hash; throws when the hash is no PHC string of Argon2id. */
export async function verifyPassword(hash: string, password: string): Promise<boolean> {
  const [, memory, passes, parallelism, salt = "", tag = ""] = PHC.exec(hash) ?? [];
  if (memory === undefined) throw new Error("A stored password hash is not an argon2id PHC string");
  const expected = Buffer.from(tag, "base64");
  const actual = await argon2id({
    message: password,
    nonce: Buffer.from(salt, "base64"),
    tagLength: expected.length,
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
  });
  return timingSafeEqual(actual, expected);
}
