import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

export type Vp8Frame = { readonly data: Buffer; readonly keyframe: boolean };

/**
 * A few seconds of a moving picture in VP8, as ffmpeg (Debian's) makes it. IVF: a header of 32
 * bytes, then frames of a size, a time stamp and their data.
 */
export function makeVideo(file: string, size: string, bitsPerSecond: number): Vp8Frame[] {
  const source = ["-f", "lavfi", "-i", `testsrc2=size=${size}:rate=30`, "-t", "4"];
  const codec = [
    "-c:v",
    "libvpx",
    "-b:v",
    String(bitsPerSecond),
    "-g",
    "120",
    "-deadline",
    "realtime",
  ];
  execFileSync("ffmpeg", ["-y", ...source, ...codec, "-f", "ivf", file], { stdio: "ignore" });
  return readIvf(readFileSync(file));
}

function readIvf(ivf: Buffer): Vp8Frame[] {
  const frames: Vp8Frame[] = [];
  for (let at = 32; at + 12 <= ivf.length;) {
    const size = ivf.readUInt32LE(at);
    const data = ivf.subarray(at + 12, at + 12 + size);
    // The lowest bit of a frame says that it depends on others (RFC 6386 section 9.1).
    frames.push({ data, keyframe: (data.readUInt8(0) & 1) === 0 });
    at += 12 + size;
  }
  return frames;
}

const PAYLOAD_BYTES = 1100;
const DESCRIPTOR_BYTES = 4;

/** RTP packets of frames (RFC 7741), one after another. */
export class Vp8Packetizer {
  readonly #ssrc: number;
  #sequence = 1;
  #picture = 1;

  constructor(ssrc: number) {
    this.#ssrc = ssrc;
  }

  packets(frame: Vp8Frame, timestamp: number): Buffer[] {
    this.#picture = (this.#picture + 1) & 0x7fff;
    const packets: Buffer[] = [];
    for (let at = 0; at < frame.data.length; at += PAYLOAD_BYTES) {
      const payload = frame.data.subarray(at, at + PAYLOAD_BYTES);
      const isLast = at + PAYLOAD_BYTES >= frame.data.length;
      packets.push(this.#packet(payload, timestamp, at === 0, isLast));
    }
    return packets;
  }

  #packet(payload: Buffer, timestamp: number, first: boolean, last: boolean): Buffer {
    const packet = Buffer.alloc(12 + DESCRIPTOR_BYTES + payload.length);
    packet.writeUInt8(0x80, 0);
    packet.writeUInt8((last ? 0x80 : 0) | 96, 1);
    packet.writeUInt16BE(this.#sequence, 2);
    this.#sequence = (this.#sequence + 1) & 0xffff;
    packet.writeUInt32BE(timestamp >>> 0, 4);
    packet.writeUInt32BE(this.#ssrc, 8);
    packet.writeUInt8(first ? 0x90 : 0x80, 12);
    packet.writeUInt8(0x80, 13);
    packet.writeUInt16BE(0x8000 | this.#picture, 14);
    payload.copy(packet, 12 + DESCRIPTOR_BYTES);
    return packet;
  }
}
