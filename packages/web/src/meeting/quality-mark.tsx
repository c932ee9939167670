import type { Quality } from "@parley/sdk";
import { Tip } from "../ui/tip.tsx";

const LOOKS = {
  good: { text: "Good", bars: 3, colour: "bg-accent" },
  fair: { text: "Fair", bars: 2, colour: "bg-warn" },
  poor: { text: "Poor", bars: 1, colour: "bg-off-mark" },
} as const satisfies Record<Quality, { text: string; bars: number; colour: string }>;

const HEIGHTS = ["h-1.25", "h-2", "h-2.75"] as const;

export const qualityText = (quality: Quality): string => LOOKS[quality].text;

/** Three bars of rising height, as many lit as the connection is good. */
export function QualityBars({ quality }: { quality: Quality }) {
  const { bars, colour } = LOOKS[quality];
  return (
    <span aria-hidden className="flex items-end gap-0.5">
      {HEIGHTS.map((height, i) => (
        <span
          key={height}
          className={`w-0.75 rounded-full transition-colors duration-(--calm) ${height} ${i < bars ? colour : "bg-chip-text/30"}`}
        />
      ))}
    </span>
  );
}

/** On a tile, after the name. That a connection is good is nothing to look at. */
export function QualityMark({
  quality,
  whose,
}: {
  quality: Quality | null;
  whose: "Your" | "Their";
}) {
  if (quality === null || quality === "good") return null;
  const text = `${whose} connection is ${quality}`;
  return (
    <Tip text={text}>
      <span
        role="img"
        aria-label={text}
        className="quality-mark absolute right-2 z-10 grid h-6 animate-appear place-items-center rounded-s bg-chip px-1.5 sm:h-6.5"
      >
        <QualityBars quality={quality} />
      </span>
    </Tip>
  );
}
