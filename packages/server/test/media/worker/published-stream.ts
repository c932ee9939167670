import { ntpFraction, ntpSeconds } from "../../../src/media/rtp/ntp.ts";
import { writeSdes, writeSenderReport } from "../../../src/media/rtp/rtcp-writer.ts";
import { rtpPacket, vp8Payload } from "../rtp/packets.ts";
import { CLIENT_EXTENSIONS, CLIENT_PAYLOADS } from "../support/client-sdp.ts";

export type StreamOptions = {
  readonly kind: "audio" | "video";
  readonly mid: string;
  readonly ssrc: number;
  readonly rid?: string;
  /** The RTX stream of this layer. */
  readonly repaired?: boolean;
};

type Fields = {
  /** Of the first packet; goes on by itself. */
  readonly sequence?: number;
  readonly timestamp?: number;
  readonly payload?: Buffer;
  readonly padding?: number;
  readonly marker?: boolean;
  readonly transportCc?: number;
  /** dB below the loudest. */
  readonly level?: number;
  /** False: the header extensions that say what the stream is are left out. */
  readonly named?: boolean;
};

/** One stream as a client sends it: makes its packets. */
export class PublishedStream {
  readonly ssrc: number;
  readonly #options: StreamOptions;
  #sequence: number;
  #timestamp: number;
  #pictureId = 100;

  constructor(options: StreamOptions, start: { sequence?: number; timestamp?: number } = {}) {
    this.#options = options;
    this.ssrc = options.ssrc;
    this.#sequence = start.sequence ?? 1000;
    this.#timestamp = start.timestamp ?? 50_000;
  }

  /** Of the packet that was made last. */
  get sequence(): number {
    return this.#sequence;
  }

  get timestamp(): number {
    return this.#timestamp;
  }

  /** One packet; 20 ms later than the one before. */
  audio(fields: Fields = {}): Buffer {
    this.#sequence += 1;
    this.#timestamp += 960;
    return this.#packet({ payload: Buffer.from("opus"), ...fields });
  }

  /** A frame of one packet, 33 ms later than the one before. */
  frame(fields: Fields & { key?: boolean; size?: number; temporal?: Temporal } = {}): Buffer {
    this.#pictureId += 1;
    this.#sequence += 1;
    this.#timestamp += 3000;
    const {
      key = false,
      size = 20,
      temporal = { id: 0, tl0: this.#pictureId & 0xff, sync: false },
    } = fields;
    const head = vp8Payload({ key, pictureId: this.#pictureId, temporal });
    const payload = Buffer.concat([head, Buffer.alloc(size, this.#pictureId)]);
    return this.#packet({ payload, marker: true, ...fields });
  }

  /** A packet with nothing but padding. */
  padding(bytes: number): Buffer {
    this.#sequence += 1;
    return this.#packet({ payload: Buffer.alloc(0), padding: bytes });
  }

  /** An RTX packet of this stream for an original packet of another one. */
  repair(original: { sequence: number; timestamp: number; payload: Buffer }): Buffer {
    this.#sequence += 1;
    const osn = Buffer.alloc(2);
    osn.writeUInt16BE(original.sequence);
    const payload = Buffer.concat([osn, original.payload]);
    return this.#packet({ payload, timestamp: original.timestamp, marker: true });
  }

  /** A sender report: this stream's newest timestamp is of `ntpMs`. */
  report(ntpMs: number, rtpTimestamp = this.#timestamp): Buffer {
    const packet = Buffer.alloc(100);
    const { ssrc } = this;
    const end = writeSenderReport(packet, 0, {
      ssrc,
      ntpSeconds: ntpSeconds(ntpMs),
      ntpFraction: ntpFraction(ntpMs),
      rtpTimestamp,
      packets: 1,
      octets: 1,
    });
    return packet.subarray(0, writeSdes(packet, end, ssrc, "client"));
  }

  #packet(fields: Fields): Buffer {
    const { kind, repaired } = this.#options;
    const { opus, vp8, rtx } = CLIENT_PAYLOADS;
    const plain = rtpPacket({
      sequence: this.#sequence,
      timestamp: this.#timestamp,
      payloadType: kind === "audio" ? opus : repaired === true ? rtx : vp8,
      ...fields,
    });
    plain.writeUInt32BE(this.ssrc, 8);
    return withExtensions(plain, this.#extensions(fields));
  }

  #extensions({ transportCc, level, named = true }: Fields): readonly Extension[] {
    const { mid, rid, repaired } = this.#options;
    const { audioLevel, transportCc: cc, ...ids } = CLIENT_EXTENSIONS;
    const name = repaired === true ? ids.repairedRid : ids.rid;
    const twice = Buffer.alloc(2);
    twice.writeUInt16BE(transportCc ?? 0);
    return [
      ...(named ? [{ id: ids.mid, data: Buffer.from(mid) }] : []),
      ...(named && rid !== undefined ? [{ id: name, data: Buffer.from(rid) }] : []),
      ...(level === undefined ? [] : [{ id: audioLevel, data: Buffer.from([0x80 | level]) }]),
      ...(transportCc === undefined ? [] : [{ id: cc, data: twice }]),
    ];
  }
}

export type Temporal = { readonly id: number; readonly tl0: number; readonly sync: boolean };
type Extension = { readonly id: number; readonly data: Buffer };

/** Puts one-byte header extensions (RFC 8285 4.2) into a packet that has none. */
function withExtensions(packet: Buffer, extensions: readonly Extension[]): Buffer {
  if (extensions.length === 0) return packet;
  const elements = extensions.map(({ id, data }) =>
    Buffer.concat([Buffer.from([(id << 4) | (data.length - 1)]), data]),
  );
  const bytes = Buffer.concat(elements);
  const head = Buffer.from([0xbe, 0xde, 0, Math.ceil(bytes.length / 4)]);
  const filled = Buffer.concat([head, bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
  const whole = Buffer.concat([packet.subarray(0, 12), filled, packet.subarray(12)]);
  whole.writeUInt8(packet.readUInt8(0) | 0x10, 0);
  return whole;
}
