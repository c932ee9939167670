import { isObject } from "@parley/protocol";
import type { ResumeClaims } from "../runtime/audience.ts";
import { SignedTokens } from "./signed-tokens.ts";

/**
 * Resume tokens outlive a restart. One is no credential: it only tells which place its bearer, who
 * is identified by other means, had.
 */
export class ResumeTokens {
  readonly #signed: SignedTokens<ResumeClaims>;

  constructor(secret: Buffer) {
    this.#signed = new SignedTokens({ secret, label: "resume", isClaims: isObject });
  }

  issue({ roomId, participantId, epoch, sessionId }: ResumeClaims): string {
    return this.#signed.sign({ roomId, participantId, epoch, sessionId });
  }

  /** What the token claims; null when this server did not make it. */
  verify(token: string): ResumeClaims | null {
    return this.#signed.read(token);
  }
}
