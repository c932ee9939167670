import { createHmac, timingSafeEqual } from "node:crypto";
import { decodeJson, isObject } from "@parley/protocol";
import type { ResumeClaims } from "../runtime/audience.ts";

/**
 * Resume tokens: the claims as JSON, base64url, + "." + HMAC-SHA256 under the server's secret. They
 * outlive a restart. One is no credential: it only tells which place its bearer, who is identified
 * by other means, had.
 */
export class ResumeTokens {
  readonly #secret: Buffer;

  constructor(secret: Buffer) {
    this.#secret = secret;
  }

  issue(claims: ResumeClaims): string {
    const { roomId, participantId, epoch, sessionId } = claims;
    const text = JSON.stringify({ roomId, participantId, epoch, sessionId });
    const payload = Buffer.from(text).toString("base64url");
    return `${payload}.${this.#sign(payload).toString("base64url")}`;
  }

  /** What the token claims; null when this server did not make it. */
  verify(token: string): ResumeClaims | null {
    const [payload = "", signature = "", ...rest] = token.split(".");
    const given = Buffer.from(signature, "base64url");
    const expected = this.#sign(payload);
    if (rest.length > 0 || given.length !== expected.length) return null;
    if (!timingSafeEqual(given, expected)) return null;
    return decodeJson<ResumeClaims>(Buffer.from(payload, "base64url").toString("utf8"), isObject);
  }

  // The label keeps these signatures apart from others that are made with the same secret.
  #sign(payload: string): Buffer {
    return createHmac("sha256", this.#secret).update(`resume ${payload}`).digest();
  }
}
