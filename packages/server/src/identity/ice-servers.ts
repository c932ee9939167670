import { createHmac } from "node:crypto";
import type { IceServer, IceServerList, Limits } from "@parley/protocol";
import type { Clock } from "../runtime/ports.ts";

type Options = {
  /** `turn:` and `turns:` URLs (RFC 7065), and the secret they share with us; null: there are none. */
  readonly turn: { readonly urls: readonly string[]; readonly secret: string } | null;
  readonly clock: Pick<Clock, "now">;
  readonly limits: Pick<Limits, "turnCredentialMs">;
};

const NONE: IceServerList = { iceServers: [], expiresAt: null };

/**
 * What a browser may put into `RTCConfiguration.iceServers`: the configured TURN servers with
 * credentials of the TURN REST API (draft-uberti-behave-turn-rest-00), which is coturn's
 * `use-auth-secret`. Nothing is stored: the relay recomputes the password from the username.
 */
export class IceServers {
  readonly #options: Options;
  readonly #stun: readonly IceServer[];

  constructor(options: Options) {
    this.#options = options;
    this.#stun = stunServers(options.turn?.urls ?? []);
  }

  /** Credentials from now on, for whoever goes by this name. */
  of(name: string): IceServerList {
    const { turn, clock, limits } = this.#options;
    if (turn === null) return NONE;
    const expiry = Math.floor((clock.now() + limits.turnCredentialMs) / 1000);
    const username = `${expiry}:${pseudonym(turn.secret, name)}`;
    const credential = createHmac("sha1", turn.secret).update(username).digest("base64");
    const relay = { urls: [...turn.urls], username, credential };
    return { iceServers: [...this.#stun, relay], expiresAt: expiry * 1000 };
  }
}

/**
 * The same for the same name, because coturn counts the allocations of a user by what follows the
 * colon; and keyed, so that neither the relay's log nor its operator learns who that is.
 */
function pseudonym(secret: string, name: string): string {
  const digest = createHmac("sha256", secret).update(`turn user ${name}`).digest();
  return digest.subarray(0, 16).toString("base64url");
}

/** A TURN server on UDP answers STUN on the same port (RFC 8656 section 4). */
function stunServers(turnUrls: readonly string[]): readonly IceServer[] {
  const urls = turnUrls.flatMap((url) => {
    const host = /^turn:([^?]+)(?:\?transport=udp)?$/.exec(url)?.[1];
    return host === undefined ? [] : [`stun:${host}`];
  });
  return urls.length === 0 ? [] : [{ urls: [...new Set(urls)] }];
}
