import { Pin } from "lucide-react";
import type { CSSProperties, ReactNode } from "react";
import { Tip } from "../ui/tip.tsx";
import type { Rect } from "./layout.ts";

/** Whether a tile is pinned, could be, or has no use for it. */
export type PinMark = "none" | "free" | "pinned";

/** What a tile has of the stage. */
export type Frame = {
  /** Its key. */
  readonly tile: string;
  readonly place: Rect;
  readonly mark: PinMark;
  /** The Tab key leads to its pin. */
  readonly reached: boolean;
  readonly onPin: (tile: string) => void;
};

/** A place on the stage. It is moved by transform; only its size is laid out. */
export function placeStyle({ x, y, width, height }: Rect): CSSProperties {
  return { transform: `translate(${x}px, ${y}px)`, width, height };
}

/** A tile at its place, with its pin: a button in the corner, and a double click anywhere. */
export function TileFrame({
  frame,
  pinLabel,
  children,
}: {
  frame: Frame;
  /** What its pin is called. */
  pinLabel: string;
  children: ReactNode;
}) {
  const { tile, place, mark, onPin } = frame;
  const pinnable = mark !== "none";
  return (
    <li
      className="tile"
      style={placeStyle(place)}
      onDoubleClick={pinnable ? () => onPin(tile) : undefined}
    >
      {children}
      {pinnable && <PinButton frame={frame} label={pinLabel} />}
    </li>
  );
}

function PinButton({ frame, label }: { frame: Frame; label: string }) {
  const { tile, mark, reached, onPin } = frame;
  const pinned = mark === "pinned";
  const look = pinned
    ? "bg-accent text-accent-text hover:bg-accent-hover"
    : "bg-control text-control-text hover:bg-control-hover";
  return (
    <Tip text={pinned ? "Unpin" : "Pin to the stage"}>
      <button
        type="button"
        data-tile={tile}
        tabIndex={reached ? 0 : -1}
        aria-label={label}
        aria-pressed={pinned}
        onClick={() => onPin(tile)}
        onDoubleClick={(event) => event.stopPropagation()}
        className={`tile-pin absolute top-1.5 right-1.5 z-20 grid size-8 place-items-center rounded-s pointer-coarse:size-10 ${look}`}
      >
        <Pin size={16} aria-hidden className={pinned ? "fill-current" : ""} />
      </button>
    </Tip>
  );
}
