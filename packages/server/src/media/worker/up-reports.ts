import { ntpToMs } from "../rtp/ntp.ts";
import { forEachRtcp, type RtcpVisitor } from "../rtp/rtcp-reader.ts";
import type { ReportBlock, SenderReport } from "../rtp/rtcp-records.ts";
import { writeNack, writePli, writeReceiverReport, writeSdes } from "../rtp/rtcp-writer.ts";
import type { TransportFeedback } from "../rtp/transport-feedback.ts";
import type { RoomContext } from "./context.ts";
import type { PublisherClock } from "./publisher-clock.ts";
import type { Route, SsrcRoutes } from "./ssrc-routes.ts";

/** Our own SSRC and name in what we report. There is nobody else on the connection to differ from. */
export const REPORTER = { ssrc: 1, cname: "parley" } as const;

/** How long a publisher has to answer a NACK before it gets another one. */
const REPEAT_MS = 100;

/** That is as many as fit into one packet (RFC 3550 6.4.1). */
const BLOCKS_PER_REPORT = 31;

export type UpReportsOptions = {
  readonly routes: SsrcRoutes;
  readonly publisher: PublisherClock;
  readonly feedback: TransportFeedback;
  readonly send: (packet: Buffer) => void;
};

/** The RTCP of an up connection: what a publisher is told of its packets, and what it tells. */
export class UpReports implements RtcpVisitor {
  readonly #context: RoomContext;
  readonly #options: UpReportsOptions;
  readonly #missing: number[] = [];
  #now = 0;

  constructor(context: RoomContext, options: UpReportsOptions) {
    this.#context = context;
    this.#options = options;
  }

  receive(data: Buffer, now: number): void {
    this.#now = now;
    if (data.length >= 8) this.#options.routes.noteReporter(data.readUInt32BE(4));
    if (!forEachRtcp(data, data.length, this)) this.#context.counters.dropsInvalid += 1;
  }

  onSenderReport(report: Readonly<SenderReport>): void {
    const route = this.#options.routes.find(report.ssrc);
    if (route === undefined) return;
    const ntpMs = ntpToMs(report.ntpSeconds, report.ntpFraction);
    route.stats.senderReport(report.ntpSeconds, report.ntpFraction, this.#now);
    this.#options.publisher.report(ntpMs, this.#now);
    if (route.type === "media") {
      route.line.layers[route.index]?.clock.report(ntpMs, report.rtpTimestamp);
    }
  }

  /** Tells when each packet arrived, as the publisher's estimate of its line needs it. */
  sendFeedback(): void {
    const { rtcp } = this.#context;
    for (;;) {
      const length = this.#options.feedback.write(rtcp, REPORTER.ssrc, this.#anySsrc());
      if (length === 0) return;
      this.#options.send(rtcp.subarray(0, length));
    }
  }

  /** Asks for what is missing, and once more for keyframes that were not to be asked for yet. */
  pursue(now: number): void {
    for (const route of this.#options.routes.all.values()) {
      if (route.type === "media") this.#pursue(route, now);
    }
  }

  askKeyframe(ssrc: number): void {
    const { rtcp, counters } = this.#context;
    counters.plisOut += 1;
    this.#options.send(rtcp.subarray(0, writePli(rtcp, 0, REPORTER.ssrc, ssrc)));
  }

  /** A receiver report for every stream that is known. */
  sendReports(now: number): void {
    const blocks: Readonly<ReportBlock>[] = [];
    for (const route of this.#options.routes.all.values()) {
      if (route.stats.packets > 0) blocks.push(blockOf(route, now));
    }
    for (let at = 0; at < blocks.length; at += BLOCKS_PER_REPORT) {
      this.#sendReport(blocks.slice(at, at + BLOCKS_PER_REPORT));
    }
  }

  #sendReport(blocks: readonly Readonly<ReportBlock>[]): void {
    const { rtcp } = this.#context;
    const end = writeReceiverReport(rtcp, 0, REPORTER.ssrc, blocks);
    const length = writeSdes(rtcp, end, REPORTER.ssrc, REPORTER.cname);
    this.#options.send(rtcp.subarray(0, length));
  }

  #pursue({ line, index }: Route, now: number): void {
    const layer = line.layers[index] ?? null;
    if (layer === null || layer.nacks === null) return;
    const count = layer.nacks.due(now, REPEAT_MS, this.#missing);
    if (count > 0) this.#sendNack(layer.ssrc);
    if (layer.nacks.wantsKeyframe) layer.requestKeyframe(now);
    else layer.pursueKeyframe(now);
  }

  #sendNack(mediaSsrc: number): void {
    const { rtcp, counters } = this.#context;
    counters.nacksOut += this.#missing.length;
    const about = { senderSsrc: REPORTER.ssrc, mediaSsrc };
    this.#options.send(rtcp.subarray(0, writeNack(rtcp, 0, about, this.#missing)));
  }

  #anySsrc(): number {
    const [ssrc] = this.#options.routes.all.keys();
    return ssrc ?? 0;
  }
}

/** Of sound, what its worst receiver loses counts as lost here: publishers protect it accordingly. */
function blockOf({ line, stats }: Route, now: number): Readonly<ReportBlock> {
  const block = stats.report(now);
  const further = Math.round(256 * (line.producer?.soundLoss?.worst(now) ?? 0));
  return { ...block, fractionLost: Math.min(255, block.fractionLost + further) };
}
