import {
  type KeyObject,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type webcrypto,
} from "node:crypto";
import { type Limits, ParleyError, decodeJson, isObject } from "@parley/protocol";
import { calculateJwkThumbprint } from "jose";
import type { Clock, SigningKey, SigningKeyStore } from "../runtime/ports.ts";
import { KeyVault } from "./key-vault.ts";
import { KeyedQueue } from "./keyed-queue.ts";

type Options = {
  readonly store: SigningKeyStore;
  readonly secret: Buffer;
  readonly clock: Pick<Clock, "now">;
  readonly limits: Pick<Limits, "signingKeyMs" | "signingKeyKeptMs" | "signingKeysFreshMs">;
};

/** A public key as it is published (RFC 7517). */
export type PublicJwk = {
  readonly kty: string;
  readonly crv: string;
  readonly x: string;
  readonly y: string;
  readonly kid: string;
  readonly alg: "ES256";
  readonly use: "sig";
};

type Key = {
  /** The thumbprint of the key (RFC 7638). */
  readonly id: string;
  readonly createdAt: number;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
};

/**
 * The P-256 keys that sign access tokens. A new one is made when the newest has signed for its
 * time; the one before is published until what it signed has expired. Of several nodes each may make
 * one at the same moment: all that are stored are good.
 */
export class SigningKeys {
  readonly #options: Options;
  readonly #vault: KeyVault;
  readonly #turns = new KeyedQueue();
  /** Newest first. */
  #keys: readonly Key[] = [];
  /** When the store was last asked for them, whether it answered or not. */
  #askedAt = Number.NEGATIVE_INFINITY;

  constructor(options: Options) {
    this.#options = options;
    this.#vault = new KeyVault(options.secret);
  }

  /** The key that signs now. */
  async current(): Promise<Key> {
    return this.#newest() ?? this.#turns.run("store", () => this.#renew());
  }

  /** The public key with this id; null when there is none, or when it is too old. */
  async publicKey(id: string | undefined): Promise<KeyObject | null> {
    if (id === undefined) return null;
    // Another process with the same database may have made it.
    if (this.#published(id) === null) await this.#load();
    return this.#published(id);
  }

  /** All public keys that may have signed something that still holds, newest first. */
  async jwks(): Promise<PublicJwk[]> {
    await this.current();
    await this.#turns.run("store", () => this.#refresh());
    return this.#keys.filter((key) => this.#isKept(key)).map(publicJwkOf);
  }

  #newest(): Key | null {
    const key = this.#keys[0];
    return key !== undefined && this.#ageOf(key) < this.#options.limits.signingKeyMs ? key : null;
  }

  #published(id: string): KeyObject | null {
    const key = this.#keys.find((candidate) => candidate.id === id);
    return key !== undefined && this.#isKept(key) ? key.publicKey : null;
  }

  #isKept(key: Key): boolean {
    const { signingKeyMs, signingKeyKeptMs } = this.#options.limits;
    return this.#ageOf(key) < signingKeyMs + signingKeyKeptMs;
  }

  #ageOf({ createdAt }: Key): number {
    return this.#options.clock.now() - createdAt;
  }

  async #renew(): Promise<Key> {
    await this.#load();
    const found = this.#newest();
    if (found !== null) return found;
    const { store, clock, limits } = this.#options;
    const now = clock.now();
    await store.create(await this.#newKey(now));
    await store.removeBefore(now - limits.signingKeyMs - limits.signingKeyKeptMs);
    await this.#load();
    const made = this.#newest();
    if (made === null) throw new Error("The new signing key is not in the store");
    return made;
  }

  /** Another node may have made a key. While the store is away, what is at hand must do. */
  async #refresh(): Promise<void> {
    const { clock, limits } = this.#options;
    if (clock.now() - this.#askedAt < limits.signingKeysFreshMs) return;
    try {
      await this.#load();
    } catch (error) {
      if (!(error instanceof ParleyError) || error.code !== "unavailable") throw error;
    }
  }

  async #load(): Promise<void> {
    try {
      const rows = await this.#options.store.list();
      const known = new Map(this.#keys.map((key) => [key.id, key]));
      this.#keys = rows.flatMap((row) => known.get(row.id) ?? this.#open(row) ?? []);
    } finally {
      this.#askedAt = this.#options.clock.now();
    }
  }

  async #newKey(createdAt: number): Promise<SigningKey> {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const publicJwk = publicKey.export({ format: "jwk" });
    const id = await calculateJwkThumbprint(publicKey);
    const sealed = this.#vault.seal(JSON.stringify(privateKey.export({ format: "jwk" })), id);
    return { id, publicKey: JSON.stringify(publicJwk), privateKey: sealed, createdAt };
  }

  /** Null for a key that was sealed with another SECRET: it is not ours. */
  #open({ id, privateKey: sealed, createdAt }: SigningKey): Key | null {
    const jwk = decodeJson<webcrypto.JsonWebKey>(this.#vault.open(sealed, id) ?? "", isObject);
    if (jwk === null) return null;
    const privateKey = createPrivateKey({ key: jwk, format: "jwk" });
    // The public key comes from the private one: whoever can write the table cannot slip one in.
    return { id, createdAt, privateKey, publicKey: createPublicKey(privateKey) };
  }
}

function publicJwkOf({ id, publicKey }: Key): PublicJwk {
  const { kty = "", crv = "", x = "", y = "" } = publicKey.export({ format: "jwk" });
  return { kty, crv, x, y, kid: id, alg: "ES256", use: "sig" };
}
