import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/**
 * CSRF tokens bound to a session or a guest: nonce + "." + HMAC-SHA256(secret, subject, nonce), all
 * base64url. (OWASP calls it the signed double-submit cookie.)
 */
export class Csrf {
  readonly #secret: Buffer;

  constructor(secret: Buffer) {
    this.#secret = secret;
  }

  issue(subject: string): string {
    const nonce = randomBytes(16).toString("base64url");
    return `${nonce}.${this.#sign(subject, nonce).toString("base64url")}`;
  }

  /** Whether the token was issued for this subject; takes equally long for every wrong one. */
  valid(token: string, subject: string): boolean {
    const [nonce = "", signature = "", ...rest] = token.split(".");
    const expected = this.#sign(subject, nonce);
    const given = Buffer.from(signature, "base64url");
    return (
      rest.length === 0 && given.length === expected.length && timingSafeEqual(given, expected)
    );
  }

  // The label keeps these signatures apart from others that are made with the same secret.
  #sign(subject: string, nonce: string): Buffer {
    return createHmac("sha256", this.#secret).update(`csrf ${subject} ${nonce}`).digest();
  }
}
