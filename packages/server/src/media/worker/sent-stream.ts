import type { SenderReport } from "../rtp/rtcp-records.ts";
import { ntpFraction, ntpSeconds } from "../rtp/ntp.ts";
import type { ProducerLayer } from "./producer-layer.ts";

/** How a rewriter translates timestamps. */
type Translation = { toOutTimestamp(inTimestamp: number): number };

/** Header and extensions are not counted in reports (RFC 3550 6.4.1). */
const HEADER_BYTES = 20;

/** What is sent under one SSRC, as our sender reports tell of it. */
export class SentStream {
  readonly ssrc: number;
  #packets = 0;
  #octets = 0;
  readonly #report: SenderReport;

  constructor(ssrc: number) {
    this.ssrc = ssrc;
    this.#report = {
      ssrc,
      ntpSeconds: 0,
      ntpFraction: 0,
      rtpTimestamp: 0,
      packets: 0,
      octets: 0,
    };
  }

  /** So many bytes of a packet went out; 0: it did not. */
  count(bytes: number): void {
    if (bytes === 0) return;
    this.#packets += 1;
    this.#octets += Math.max(0, bytes - HEADER_BYTES);
  }

  /**
   * A sender report for now, in our own clock; null as long as nothing can be said. It is the same
   * record every time.
   */
  report(layer: ProducerLayer, translation: Translation, now: number): SenderReport | null {
    const { clock, publisher } = layer;
    if (!clock.ready || !publisher.ready || this.#packets === 0) return null;
    const report = this.#report;
    report.ntpSeconds = ntpSeconds(now);
    report.ntpFraction = ntpFraction(now);
    const inTimestamp = clock.fromNtpMs(publisher.toPublisherMs(now));
    report.rtpTimestamp = translation.toOutTimestamp(inTimestamp);
    report.packets = this.#packets >>> 0;
    report.octets = this.#octets >>> 0;
    return report;
  }
}
