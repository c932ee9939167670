import { LIMITS } from "@parley/protocol/limits";
import { roundTripMs } from "../rtp/ntp.ts";
import { forEachRtcp, type RtcpVisitor } from "../rtp/rtcp-reader.ts";
import type { ReportBlock, SenderReport } from "../rtp/rtcp-records.ts";
import { writeSdes, writeSenderReport } from "../rtp/rtcp-writer.ts";
import type { RoomContext } from "./context.ts";
import type { DownLines } from "./down-lines.ts";
import type { Outlet } from "./outlet.ts";
import { RateLimit } from "./rate-limit.ts";

/** Until a report has told it. */
const USUAL_RTT_MS = 100;

/** The RTCP of a down connection: what a receiver tells of our streams, and what we tell of them. */
export class DownReports implements RtcpVisitor {
  readonly #context: RoomContext;
  readonly #lines: DownLines;
  readonly #outlet: Outlet;
  /** Who is not us, and says something. Each costs the library memory that it never frees. */
  readonly #others = new Set<number>();
  readonly #limit = new RateLimit(LIMITS.downReports);
  readonly #times = { now: 0, rttMs: USUAL_RTT_MS };
  #remb = false;

  constructor(context: RoomContext, lines: DownLines, outlet: Outlet) {
    this.#context = context;
    this.#lines = lines;
    this.#outlet = outlet;
  }

  /** Whether the receiver has said what its line carries. */
  get hasRemb(): boolean {
    return this.#remb;
  }

  get tooMany(): boolean {
    return this.#others.size > LIMITS.unknownSsrcs;
  }

  /** Nothing is to be sent to us here. */
  noteRtp(data: Buffer): void {
    this.#context.counters.dropsInvalid += 1;
    if (data.length >= 12) this.#others.add(data.readUInt32BE(8));
  }

  receive(data: Buffer, now: number): void {
    this.#times.now = now;
    if (data.length >= 8) this.#others.add(data.readUInt32BE(4));
    const isRead = this.#limit.take(now) && forEachRtcp(data, data.length, this);
    if (!isRead) this.#context.counters.dropsInvalid += 1;
  }

  onReportBlock(block: Readonly<ReportBlock>): void {
    const line = this.#lines.find(block.ssrc);
    if (line === undefined) return;
    const { now } = this.#times;
    const { lastSenderReport, delaySinceLastSenderReport, fractionLost } = block;
    const rttMs = roundTripMs(now, lastSenderReport, delaySinceLastSenderReport);
    if (rttMs !== null) this.#times.rttMs = rttMs;
    this.#outlet.estimator.report(fractionLost / 256, rttMs, now);
    if (line === null) this.#noteSoundLoss(block);
  }

  onNack(mediaSsrc: number, sequenceNumber: number): void {
    this.#context.counters.nacksIn += 1;
    const line = this.#lines.find(mediaSsrc) ?? null;
    if (line === null || line.carried === null) return;
    line.out.nack(sequenceNumber, line.carried, this.#times);
  }

  onPli(mediaSsrc: number): void {
    this.#context.counters.plisIn += 1;
    const line = this.#lines.find(mediaSsrc) ?? null;
    if (line !== null && line.carried !== null) line.out.pli(line.carried, this.#times.now);
  }

  onFir(mediaSsrc: number): void {
    this.onPli(mediaSsrc);
  }

  onRemb(bps: number): void {
    this.#remb = true;
    this.#outlet.estimator.remb(bps, this.#times.now);
  }

  /** A sender report and the name for every line that is in use. */
  sendReports(now: number): void {
    let end = 0;
    for (const line of [...this.#lines.audio, ...this.#lines.video]) {
      const report = line.out.report(now);
      if (report === null || line.carried === null) continue;
      const cname = line.carried.participantId;
      const next = this.#write(report, cname, end);
      if (next === end) this.#flush(end);
      end = next === end ? this.#write(report, cname, 0) : next;
    }
    this.#flush(end);
  }

  #noteSoundLoss({ ssrc, fractionLost }: Readonly<ReportBlock>): void {
    const line = this.#lines.audio.find(({ start }) => start.ssrc === ssrc);
    line?.carried?.soundLoss?.report(this, fractionLost / 256, this.#times.now);
  }

  /** Gives where it ends; `offset` when it does not fit. */
  #write(report: SenderReport, cname: string, offset: number): number {
    const { rtcp } = this.#context;
    const end = writeSenderReport(rtcp, offset, report);
    const named = writeSdes(rtcp, end, report.ssrc, cname);
    return end === offset || named === end ? offset : named;
  }

  #flush(length: number): void {
    if (length > 0) this.#outlet.control(this.#context.rtcp.subarray(0, length));
  }
}
