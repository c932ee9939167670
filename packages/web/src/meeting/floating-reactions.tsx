import { useEffect, useRef } from "react";
import type { Person } from "./meeting-model.ts";
import type { Reaction } from "./reactions.ts";

const LANES = 3;
const LANE_PX = 96;
const RISE_MS = 4000;

/** Reactions rise at the left edge, each with the name of its sender. */
export function FloatingReactions({
  reactions,
  people,
}: {
  reactions: readonly Reaction[];
  people: readonly Person[];
}) {
  const names = new Map(people.map(({ id, name, self }) => [id, self ? "You" : name]));
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute inset-y-0 left-4 z-10 flex w-80 max-w-full flex-col-reverse items-start gap-1 overflow-hidden pb-3"
    >
      {reactions.map(({ key, participantId, emoji }) => (
        <Floating
          key={key}
          emoji={emoji}
          name={names.get(participantId) ?? ""}
          lane={(key - 1) % LANES}
        />
      ))}
    </div>
  );
}

/** Where movement is not wanted they stack up and go, without rising. */
function Floating({ emoji, name, lane }: { emoji: string; name: string; lane: number }) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const rise = element.current?.animate(
      [
        { transform: "translateY(20%) scale(0.6)", opacity: 0 },
        { transform: "translateY(0) scale(1)", opacity: 1, offset: 0.06 },
        { opacity: 1, offset: 0.8 },
        { transform: "translateY(-46vh)", opacity: 0 },
      ],
      { duration: RISE_MS, easing: "linear", fill: "forwards" },
    );
    return () => rise?.cancel();
  }, []);
  return (
    <div
      ref={element}
      style={{ left: lane * LANE_PX }}
      className="bottom-3 grid w-fit justify-items-center gap-1 motion-safe:absolute motion-reduce:static"
    >
      <span className="text-[2rem] leading-none">{emoji}</span>
      <span className="max-w-28 truncate rounded-full bg-chip px-2 py-0.5 text-s font-medium text-chip-text">
        {name}
      </span>
    </div>
  );
}
