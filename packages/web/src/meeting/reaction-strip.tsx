import { useEffect, useRef } from "react";
import { REACTIONS } from "./reactions.ts";

/** The reactions to choose from, above the bar. It stays open for the next one. */
export function ReactionStrip({ onReact }: { onReact: (emoji: string) => void }) {
  const strip = useRef<HTMLDivElement>(null);
  useEffect(() => strip.current?.focus(), []);
  return (
    <div
      ref={strip}
      role="group"
      tabIndex={-1}
      aria-label="Send a reaction"
      className="absolute inset-x-2 bottom-full z-20 mx-auto mb-1 flex w-fit max-w-[calc(100%-1rem)] animate-rise gap-0.5 rounded-full border border-line bg-surface p-1 shadow-soft outline-none"
    >
      {REACTIONS.map(({ emoji, name }) => (
        <button
          key={emoji}
          type="button"
          aria-label={name}
          onClick={() => onReact(emoji)}
          className="grid h-10 w-10 min-w-7 shrink place-items-center rounded-full text-[1.375rem] leading-none transition-colors hover:bg-raised active:scale-90"
        >
          {emoji}
        </button>
      ))}
    </div>
  );
}
