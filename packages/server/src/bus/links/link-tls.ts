import { hkdfSync } from "node:crypto";
import type { CommonConnectionOptions, ConnectionOptions, TlsOptions } from "node:tls";

/**
 * A key that both have instead of certificates, and an exchange that keeps what was said secret even
 * when the key becomes known. Node can do keys of this kind up to TLS 1.2 only.
 */
const TLS = {
  ciphers: "ECDHE-PSK-CHACHA20-POLY1305",
  minVersion: "TLSv1.2",
  maxVersion: "TLSv1.2",
} as const satisfies CommonConnectionOptions & TlsOptions;

/** There is one key only, and its name tells nothing. */
const IDENTITY = "parley";

function keyOf(secret: Buffer): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "", "parley links between nodes", 32));
}

export function listeningTls(secret: Buffer): TlsOptions {
  const key = keyOf(secret);
  return { ...TLS, pskCallback: () => key };
}

export function diallingTls(secret: Buffer): ConnectionOptions {
  const psk = keyOf(secret);
  return {
    ...TLS,
    pskCallback: () => ({ psk, identity: IDENTITY }),
    // There is no certificate: who finishes the handshake has the key.
    checkServerIdentity: () => undefined,
  };
}
