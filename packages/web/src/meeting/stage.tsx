import type { Shown } from "@parley/sdk";
import { type FocusEvent, type KeyboardEvent, memo, useMemo, useRef, useState } from "react";
import type { View } from "../lib/store.ts";
import type { Rect } from "./layout.ts";
import { picturesOf } from "./pictures.ts";
import { ShareTile } from "./share-tile.tsx";
import type { Speakers } from "./speakers.ts";
import { tileTowards } from "./stage-focus.ts";
import type { StageItem } from "./stage-items.ts";
import { type PinMark, placeStyle } from "./tile-frame.tsx";
import { Tile } from "./tile.tsx";
import type { Pin } from "./use-pin.ts";
import { usePictureReport, usePixelRatio } from "./use-picture-report.ts";
import { type StagePlan, useStagePlan } from "./use-stage-plan.ts";

type Props = {
  items: readonly StageItem[];
  speakers: View<Speakers>;
  pin: Pin;
  /** Something lies over all of it. */
  covered: boolean;
  /** Gets the pictures that are drawn, and how wide. */
  onShow: (pictures: readonly Shown[]) => void;
  onShowPeople: (opener: HTMLElement) => void;
};

/**
 * Everyone's tiles, and what is shown large. An element keeps its key and its place in the document
 * wherever it stands, so that it moves there smoothly and never loads its picture again.
 */
export function Stage({ items, speakers, pin, covered, onShow, onShowPeople }: Props) {
  const box = useRef<HTMLUListElement>(null);
  const plan = useStagePlan(box, items, pin.pinned, speakers);
  const { places, more, large, speaking } = plan;
  const ratio = usePixelRatio();
  const pictures = useMemo(() => picturesOf(items, places, ratio), [items, places, ratio]);
  usePictureReport(onShow, pictures, covered);
  const focus = useTileFocus(places);
  return (
    <ul
      ref={box}
      aria-label="People in the meeting"
      className="relative size-full"
      onFocus={focus.onFocus}
      onKeyDown={focus.onKeyDown}
    >
      {items.map((item) => {
        const place = places.get(item.key);
        if (place === undefined) return null;
        return (
          <StageTile
            key={item.key}
            item={item}
            place={place}
            large={item.key === large?.key}
            speaking={speaking.includes(item.key)}
            mark={markOf(item.key, pin)}
            reached={item.key === focus.reached}
            onPin={pin.toggle}
          />
        );
      })}
      {more !== null && (
        <MoreTile count={items.length - places.size} place={more} onClick={onShowPeople} />
      )}
    </ul>
  );
}

function markOf(key: string, { pinned, possible }: Pin): PinMark {
  if (!possible) return "none";
  return pinned === key ? "pinned" : "free";
}

/**
 * The tiles are one stop of the Tab key, however many they are; the arrow keys lead from one to the
 * next.
 */
function useTileFocus(places: StagePlan["places"]) {
  const [last, setLast] = useState<string | null>(null);
  const [first] = places.keys();
  const onFocus = ({ target }: FocusEvent) => {
    const key = keyOf(target);
    if (key !== null) setLast(key);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const from = keyOf(event.target);
    const to = from === null ? null : tileTowards(event.key, from, places);
    if (to === null) return;
    event.preventDefault();
    const buttons = event.currentTarget.querySelectorAll<HTMLElement>("[data-tile]");
    [...buttons].find((button) => button.dataset["tile"] === to)?.focus();
  };
  const reached = last !== null && places.has(last) ? last : (first ?? null);
  return { reached, onFocus, onKeyDown };
}

const keyOf = (target: EventTarget) =>
  target instanceof HTMLElement ? (target.dataset["tile"] ?? null) : null;

type StageTileProps = {
  item: StageItem;
  place: Rect;
  large: boolean;
  speaking: boolean;
  mark: PinMark;
  /** The Tab key leads here. */
  reached: boolean;
  onPin: (key: string) => void;
};

/** Drawn again only when something of its own has changed. */
const StageTile = memo(function StageTile({ item, large, speaking, ...frame }: StageTileProps) {
  const { key } = item;
  return item.kind === "person" ? (
    <Tile person={item.person} speaking={speaking} frame={{ ...frame, tile: key }} />
  ) : (
    <ShareTile share={item.share} large={large} frame={{ ...frame, tile: key }} />
  );
});

function MoreTile({
  count,
  place,
  onClick,
}: {
  count: number;
  place: Rect;
  onClick: (opener: HTMLElement) => void;
}) {
  return (
    <li className="tile" style={placeStyle(place)}>
      <button
        type="button"
        onClick={(event) => onClick(event.currentTarget)}
        className="absolute inset-0 grid place-items-center rounded-m bg-control font-semibold text-control-text transition-colors hover:bg-control-hover"
      >
        and {count} more
      </button>
    </li>
  );
}
