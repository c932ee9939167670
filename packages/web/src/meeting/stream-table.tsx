import { Mic, MonitorUp, Video, Volume2 } from "lucide-react";
import { type ReactNode, useId } from "react";
import {
  SOURCE_TEXTS,
  type StreamRow,
  UNKNOWN,
  codecText,
  framesText,
  layerText,
  millisecondsText,
  percentText,
  rateText,
  sizeText,
  totalBps,
} from "./connection-text.ts";

const ICONS = { mic: Mic, camera: Video, screen: MonitorUp, screenAudio: Volume2 } as const;
const TONES = {
  none: "",
  some: "font-medium text-warn",
  much: "font-medium text-off-mark",
} as const;

const COLUMNS = [
  "Stream",
  "Rate",
  "Resolution",
  "Frames per second",
  "Layer",
  "Codec",
  "Loss",
  "Jitter",
  "Freezes",
] as const;

/**
 * Streams as a table to assistive technology, and as a list of cards to the eye: a phone has no room
 * for nine columns. Each card's cells are in the order of the columns.
 */
export function StreamTable({ title, streams }: { title: string; streams: readonly StreamRow[] }) {
  const id = useId();
  return (
    <section className="grid gap-2 border-t border-line pt-3">
      <header className="flex items-baseline justify-between gap-2">
        <h3 id={id} className="font-semibold">
          {title}
        </h3>
        <p className="text-s text-muted tabular-nums">{rateText(totalBps(streams))}</p>
      </header>
      {streams.length === 0 ? (
        <p className="text-muted">Nothing</p>
      ) : (
        <div role="table" aria-labelledby={id} className="grid gap-3.5">
          <div role="row" className="sr-only">
            {COLUMNS.map((name) => (
              <span key={name} role="columnheader">
                {name}
              </span>
            ))}
          </div>
          {streams.map((stream) => (
            <StreamCard key={stream.key} stream={stream} />
          ))}
        </div>
      )}
    </section>
  );
}

function StreamCard({ stream }: { stream: StreamRow }) {
  const { name, source, trouble } = stream;
  const Icon = ICONS[source];
  return (
    <div
      role="row"
      className="grid grid-cols-[auto_minmax(0,1fr)_auto] gap-x-2.5 text-s tabular-nums"
    >
      <Icon size={18} aria-hidden className="row-span-3 mt-0.5 text-muted" />
      <span role="rowheader" className="flex min-w-0 gap-1.5 text-m">
        <span className="truncate font-medium">{name ?? SOURCE_TEXTS[source]}</span>
        {name !== null && <span className="shrink-0 text-muted">{SOURCE_TEXTS[source]}</span>}
      </span>
      <Cell className="text-m font-medium">{rateText(stream.bps)}</Cell>
      <span className="col-span-2 col-start-2 flex flex-wrap gap-x-3 text-muted">
        <Cell absent={stream.width === null}>{sizeText(stream)}</Cell>
        <Cell absent={stream.fps === null}>{framesText(stream.fps)}</Cell>
        <Cell absent={stream.layer === null} label="Layer">
          {layerText(stream.layer)}
        </Cell>
        <Cell absent={stream.codec === null}>{codecText(stream.codec)}</Cell>
      </span>
      <span className="col-span-2 col-start-2 flex flex-wrap gap-x-3 text-muted">
        <Cell absent={stream.lossPercent === null} label="Loss" className={TONES[trouble]}>
          {percentText(stream.lossPercent)}
        </Cell>
        <Cell absent={stream.jitterMs === null} label="Jitter">
          {millisecondsText(stream.jitterMs)}
        </Cell>
        <Cell absent={stream.freezes === null} label="Freezes">
          {stream.freezes ?? UNKNOWN}
        </Cell>
      </span>
    </div>
  );
}

/** The label is for the eye: the column's heading says it to the others. */
function Cell({
  label,
  absent = false,
  className,
  children,
}: {
  label?: string;
  /** Nothing is known of it for this stream. The cell stays, so that the columns do. */
  absent?: boolean;
  className?: string | undefined;
  children: ReactNode;
}) {
  return (
    <span role="cell" className={absent ? "sr-only" : className}>
      {label !== undefined && <span aria-hidden>{label} </span>}
      {children}
    </span>
  );
}
