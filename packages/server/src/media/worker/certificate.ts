import { generateKeyPairSync, randomBytes, sign, X509Certificate } from "node:crypto";

/** What we identify ourselves by in DTLS. */
export type Certificate = {
  /** PEM */
  readonly certificate: string;
  /** PEM, PKCS #8 */
  readonly privateKey: string;
  /** SHA-256 of the certificate, as "AB:CD:…" */
  readonly fingerprint: string;
};

const YEAR = 365 * 24 * 60 * 60 * 1000;

/** Makes a self-signed certificate with a P-256 key (RFC 5280, RFC 5480), good for ten years. */
export function makeCertificate(now: number): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const body = sequence(
    der(0x02, positive(randomBytes(16))),
    ECDSA_WITH_SHA256,
    NAME,
    sequence(time(now - YEAR), time(now + 10 * YEAR)),
    NAME,
    publicKey.export({ type: "spki", format: "der" }),
  );
  const signature = der(0x03, Buffer.concat([Buffer.of(0), sign("sha256", body, privateKey)]));
  const x509 = new X509Certificate(sequence(body, ECDSA_WITH_SHA256, signature));
  return {
    certificate: x509.toString(),
    privateKey: privateKey.export({ type: "pkcs8", format: "pem" }),
    fingerprint: x509.fingerprint256,
  };
}

/** A value of ASN.1 in DER (X.690 8.1) of less than 64 KiB. */
function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const long = length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...(length < 128 ? [length] : long)), content]);
}

const sequence = (...items: readonly Buffer[]): Buffer => der(0x30, Buffer.concat(items));

/** 1.2.840.10045.4.3.2 */
const ECDSA_WITH_SHA256 = sequence(der(0x06, Buffer.from("2a8648ce3d040302", "hex")));

/** The common name (2.5.4.3) says nothing of the server. */
const NAME = sequence(
  der(0x31, sequence(der(0x06, Buffer.from("550403", "hex")), der(0x0c, Buffer.from("WebRTC")))),
);

/** In DER a first byte from 0x80 on would be negative, and one of 0 too many. */
const positive = (number: Buffer): Buffer => {
  number.writeUInt8((number.readUInt8(0) & 0x7f) | 0x40, 0);
  return number;
};

/** UTCTime, "260131120000Z" (RFC 5280 4.1.2.5: until 2049). */
const time = (ms: number): Buffer =>
  der(
    0x17,
    Buffer.from(
      `${new Date(ms)
        .toISOString()
        .replaceAll(/[-:T]|\.\d+Z/g, "")
        .slice(2)}Z`,
    ),
  );
