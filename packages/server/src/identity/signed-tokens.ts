import { createHmac, timingSafeEqual } from "node:crypto";
import { decodeJson } from "@parley/protocol";

type Options = {
  readonly secret: Buffer;
  /** Keeps these tokens apart from others that are signed with the same secret. */
  readonly label: string;
  /** Whether what was signed has the fields of such a token. */
  readonly isClaims: (value: unknown) => boolean;
};

/**
 * Tokens that say themselves what they are good for: the claims as JSON, base64url, + "." +
 * HMAC-SHA256 under the SECRET. Nothing of them is stored, so every server with the same SECRET
 * reads them, also after a restart.
 */
export class SignedTokens<T extends object> {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  sign(claims: T): string {
    const payload = Buffer.from(JSON.stringify(claims)).toString("base64url");
    return `${payload}.${this.#signatureOf(payload).toString("base64url")}`;
  }

  /** What the token claims; null when no server with our SECRET made it. */
  read(token: string): T | null {
    const [payload = "", signature = "", ...rest] = token.split(".");
    const [given, expected] = [Buffer.from(signature, "base64url"), this.#signatureOf(payload)];
    if (rest.length > 0 || given.length !== expected.length) return null;
    if (!timingSafeEqual(given, expected)) return null;
    const text = Buffer.from(payload, "base64url").toString("utf8");
    return decodeJson<T>(text, this.#options.isClaims);
  }

  #signatureOf(payload: string): Buffer {
    const { secret, label } = this.#options;
    return createHmac("sha256", secret).update(`${label} ${payload}`).digest();
  }
}
