import { useEffect, useRef } from "react";
import { watchLevel } from "./audio-level.ts";

/** A line that grows with the loudness. It moves by itself, without drawing React again. */
export function LevelMeter({ stream }: { stream: MediaStream | null }) {
  const line = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const show = (level: number) => line.current?.style.setProperty("--level", level.toFixed(2));
    if (stream === null) return;
    const stop = watchLevel(stream, show);
    return () => {
      stop();
      show(0);
    };
  }, [stream]);
  return (
    <span aria-hidden className="block h-1 overflow-hidden rounded-full bg-line">
      <span
        ref={line}
        className="level block h-full rounded-full bg-accent transition-transform duration-75 ease-linear"
      />
    </span>
  );
}
