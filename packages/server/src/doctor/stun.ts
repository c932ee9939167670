/** STUN messages and the attributes that TURN needs of them (RFC 8489, RFC 8656). */
import { createHash, createHmac, randomBytes } from "node:crypto";
import { isIPv4 } from "node:net";

export const METHOD = {
  binding: 0x001,
  allocate: 0x003,
  refresh: 0x004,
  send: 0x006,
  data: 0x007,
  createPermission: 0x008,
  channelBind: 0x009,
} as const;

export const CLASS = {
  request: 0x000,
  indication: 0x010,
  success: 0x100,
  error: 0x110,
} as const;

export const ATTRIBUTE = {
  username: 0x0006,
  messageIntegrity: 0x0008,
  errorCode: 0x0009,
  channelNumber: 0x000c,
  lifetime: 0x000d,
  xorPeerAddress: 0x0012,
  data: 0x0013,
  realm: 0x0014,
  nonce: 0x0015,
  xorRelayedAddress: 0x0016,
  requestedAddressFamily: 0x0017,
  requestedTransport: 0x0019,
  xorMappedAddress: 0x0020,
  software: 0x8022,
} as const;

const COOKIE = 0x2112a442;
const HEADER_BYTES = 20;
const FAMILY = { ipv4: 1, ipv6: 2 } as const;

export type Attributes = readonly (readonly [type: number, value: Buffer])[];

export type StunMessage = {
  readonly method: number;
  readonly class: number;
  /** 96 bits. */
  readonly transaction: Buffer;
  readonly attributes: ReadonlyMap<number, Buffer>;
};

export type Endpoint = { readonly address: string; readonly port: number };

export const newTransaction = (): Buffer => randomBytes(12);

type Outgoing = Omit<StunMessage, "attributes"> & { readonly attributes: Attributes };

/** With `key` a MESSAGE-INTEGRITY is put at the end. */
export function encode(message: Outgoing, key: Buffer | null): Buffer {
  const body = Buffer.concat(message.attributes.map(([type, value]) => attribute(type, value)));
  if (key === null) return Buffer.concat([header(message, body.length), body]);
  // What is signed says already that the signature, of 24 bytes, is part of the message.
  const signed = Buffer.concat([header(message, body.length + 24), body]);
  const digest = createHmac("sha1", key).update(signed).digest();
  return Buffer.concat([signed, attribute(ATTRIBUTE.messageIntegrity, digest)]);
}

function header(message: Outgoing, length: number): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.writeUInt16BE(message.method | message.class, 0);
  bytes.writeUInt16BE(length, 2);
  bytes.writeUInt32BE(COOKIE, 4);
  message.transaction.copy(bytes, 8);
  return bytes;
}

function attribute(type: number, value: Buffer): Buffer {
  const bytes = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4);
  bytes.writeUInt16BE(type, 0);
  bytes.writeUInt16BE(value.length, 2);
  value.copy(bytes, 4);
  return bytes;
}

/** Null when it is none: channel data begins with the bits 01. */
export function decode(bytes: Buffer): StunMessage | null {
  if (bytes.length < HEADER_BYTES || bytes.readUInt32BE(4) !== COOKIE) return null;
  const type = bytes.readUInt16BE(0);
  const attributes = new Map<number, Buffer>();
  for (let at = HEADER_BYTES; at + 4 <= bytes.length;) {
    const length = bytes.readUInt16BE(at + 2);
    attributes.set(bytes.readUInt16BE(at), bytes.subarray(at + 4, at + 4 + length));
    at += 4 + Math.ceil(length / 4) * 4;
  }
  const transaction = bytes.subarray(8, HEADER_BYTES);
  return { method: type & ~0x110, class: type & 0x110, transaction, attributes };
}

/** The number of an ERROR-CODE attribute, such as 403; 0: there is none. */
export function errorCode({ attributes }: StunMessage): number {
  const value = attributes.get(ATTRIBUTE.errorCode);
  return value === undefined ? 0 : value.readUInt8(2) * 100 + value.readUInt8(3);
}

/** Of the long-term credential mechanism (RFC 8489 section 9.2.2). */
export function longTermKey(username: string, realm: string, password: string): Buffer {
  return createHash("md5").update(`${username}:${realm}:${password}`).digest();
}

/** The value of a XOR-...-ADDRESS attribute. */
export function xorAddress({ address, port }: Endpoint, transaction: Buffer): Buffer {
  const bytes = addressBytes(address);
  const head = Buffer.alloc(4);
  head.writeUInt8(bytes.length === 4 ? FAMILY.ipv4 : FAMILY.ipv6, 1);
  head.writeUInt16BE(port ^ (COOKIE >>> 16), 2);
  return Buffer.concat([head, masked(bytes, transaction)]);
}

/** Of an IPv4 address. */
export function readXorAddress(value: Buffer, transaction: Buffer): Endpoint {
  if (value.readUInt8(1) !== FAMILY.ipv4) throw new TypeError("It is no IPv4 address.");
  const address = masked(value.subarray(4), transaction).join(".");
  return { address, port: value.readUInt16BE(2) ^ (COOKIE >>> 16) };
}

function masked(bytes: Buffer, transaction: Buffer): Buffer {
  const cookie = Buffer.alloc(4);
  cookie.writeUInt32BE(COOKIE);
  const mask = Buffer.concat([cookie, transaction]);
  return Buffer.from(bytes.map((byte, i) => byte ^ (mask[i] ?? 0)));
}

function addressBytes(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split(".").map(Number));
  // A URL spells out what ends like an IPv4 address.
  const [head = "", tail = ""] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const [left, right] = [groupsIn(head), groupsIn(tail)];
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => "0");
  const groups = [...left, ...zeros, ...right].map((group) => group.padStart(4, "0"));
  return Buffer.from(groups.join(""), "hex");
}

function groupsIn(text: string): string[] {
  return text === "" ? [] : text.split(":");
}
