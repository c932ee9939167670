import type { KeyObject } from "node:crypto";
import type { Limits } from "@parley/protocol";
import { type JWTPayload, SignJWT, errors, jwtVerify } from "jose";
import type { Clock } from "../runtime/ports.ts";
import type { NewId } from "./random.ts";
import type { SigningKeys } from "./signing-keys.ts";

const ALGORITHM = "ES256";
const AUDIENCE = "parley";
/** Who issued a token, where no PUBLIC_URL says it. */
export const DEFAULT_ISSUER = "urn:parley";
/** Keeps access tokens apart from other JWTs (RFC 9068 section 2.1). */
const TYPE = "at+jwt";

type Options = {
  readonly keys: SigningKeys;
  /** `iss`: PUBLIC_URL, or a constant. */
  readonly issuer: string;
  readonly clock: Pick<Clock, "now">;
  readonly limits: Pick<Limits, "accessTokenMs">;
  /** Makes `jti`. */
  readonly ids: NewId;
};

type Header = { readonly kid?: string };

/** What an access token says. */
export type AccessClaims = { readonly accountId: string; readonly familyId: string };

/** Access tokens: JWTs (RFC 7519) that are signed with ES256 and live for some minutes. */
export class AccessTokens {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  async sign({ accountId, familyId }: AccessClaims): Promise<string> {
    const { keys, issuer, clock, limits, ids } = this.#options;
    const { id: kid, privateKey } = await keys.current();
    const now = clock.now();
    return new SignJWT({ fam: familyId })
      .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid })
      .setIssuer(issuer)
      .setAudience(AUDIENCE)
      .setSubject(accountId)
      .setJti(ids())
      .setIssuedAt(new Date(now))
      .setExpirationTime(new Date(now + limits.accessTokenMs))
      .sign(privateKey);
  }

  /**
   * What the token says; null when it is not one of ours or not good now. The key is the one of
   * our own that `kid` names: what else the header says of keys (jwk, jku, x5c, x5u) is ignored.
   */
  async verify(token: string): Promise<AccessClaims | null> {
    const payload = await this.#payloadOf(token);
    if (payload?.sub === undefined || typeof payload["fam"] !== "string") return null;
    return { accountId: payload.sub, familyId: payload["fam"] };
  }

  async #payloadOf(token: string): Promise<JWTPayload | null> {
    const { issuer, clock } = this.#options;
    const currentDate = new Date(clock.now());
    const expected = { algorithms: [ALGORITHM], typ: TYPE, issuer, audience: AUDIENCE };
    const options = { ...expected, currentDate, requiredClaims: ["exp", "sub", "jti", "fam"] };
    try {
      return (await jwtVerify(token, (header: Header) => this.#keyOf(header), options)).payload;
    } catch (error) {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  }

  async #keyOf({ kid }: Header): Promise<KeyObject> {
    const key = await this.#options.keys.publicKey(kid);
    if (key === null) throw new errors.JWKSNoMatchingKey();
    return key;
  }
}
