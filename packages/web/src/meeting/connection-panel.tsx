import type { MediaDetails, Quality } from "@parley/sdk";
import { type ReactNode, useEffect, useState } from "react";
import { poll } from "../lib/poll.ts";
import { UNKNOWN, millisecondsText, rateText, streamRows, pathText } from "./connection-text.ts";
import { type MeetingModel, selfOf } from "./meeting-model.ts";
import { Panel, PanelBody } from "./panel.tsx";
import { QualityBars, qualityText } from "./quality-mark.tsx";
import { StreamTable } from "./stream-table.tsx";

const EVERY_MS = 1000;

/** What goes to and fro, for those who look. Nothing is measured while nobody does. */
export function ConnectionPanel({
  model,
  measure,
  onClose,
}: {
  model: Pick<MeetingModel, "people">;
  measure: () => Promise<MediaDetails>;
  onClose: () => void;
}) {
  const [details, setDetails] = useState<MediaDetails | null>(null);
  useEffect(() => poll(measure, setDetails, EVERY_MS), [measure]);
  const { people } = model;
  return (
    <Panel title="Connection details" onClose={onClose}>
      <PanelBody label="Measurements">
        {details === null ? (
          <p className="animate-late text-muted">Nothing is measured yet</p>
        ) : (
          <>
            <Summary details={details} quality={selfOf(people)?.quality ?? null} />
            <StreamTable title="Sending" streams={streamRows(details.sending, people)} />
            <StreamTable title="Receiving" streams={streamRows(details.receiving, people)} />
          </>
        )}
      </PanelBody>
    </Panel>
  );
}

function Summary({ details, quality }: { details: MediaDetails; quality: Quality | null }) {
  return (
    <dl className="grid grid-cols-[repeat(auto-fit,minmax(7rem,1fr))] gap-2">
      <Figure term="Round trip">{millisecondsText(details.rttMs)}</Figure>
      <Figure term="Quality">
        {quality === null ? (
          UNKNOWN
        ) : (
          <span className="flex items-center gap-2">
            <QualityBars quality={quality} />
            {qualityText(quality)}
          </span>
        )}
      </Figure>
      <Figure term="Can send">{rateText(details.availableOutBps)}</Figure>
      <Figure term="Path">{pathText(details.kind)}</Figure>
    </dl>
  );
}

function Figure({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="grid content-start gap-0.5 rounded-m bg-raised px-3 py-2">
      <dt className="text-s text-muted">{term}</dt>
      <dd className="font-semibold tabular-nums">{children}</dd>
    </div>
  );
}
