import { useRef, useState } from "react";
import { type Rect, type StageLayout, stageLayout } from "./layout.ts";
import type { Person, Share } from "./meeting-model.ts";
import { ShareTile } from "./share-tile.tsx";
import { Tile, placeStyle } from "./tile.tsx";
import { useSize } from "./use-size.ts";

const GAP = 8;
const NO_LAYOUT: StageLayout = { share: null, tiles: [], more: null };

type Item =
  | { readonly kind: "share"; readonly key: string; readonly share: Share }
  | { readonly kind: "person"; readonly key: string; readonly person: Person };

const shareItem = (share: Share): Item => ({
  kind: "share",
  key: `share ${share.personId}`,
  share,
});
const personItem = (person: Person): Item => ({
  kind: "person",
  key: `person ${person.id}`,
  person,
});

/**
 * Everyone's tiles, and the shared screen when there is one. An element keeps its key wherever it
 * stands, so changing places never loads a picture again.
 */
export function Stage({
  people,
  shares,
  onShowPeople,
}: {
  people: readonly Person[];
  shares: readonly Share[];
  onShowPeople: (opener: HTMLElement) => void;
}) {
  const box = useRef<HTMLUListElement>(null);
  const size = useSize(box);
  const [wanted, setWanted] = useState<string | null>(null);
  const large = shares.find(({ personId }) => personId === wanted) ?? shares[0] ?? null;
  const strip = [
    ...shares.filter((share) => share !== large).map(shareItem),
    ...people.map(personItem),
  ];
  const layout =
    size === null
      ? NO_LAYOUT
      : stageLayout({ ...size, gap: GAP, tiles: strip.length, sharing: large !== null });
  const items = large === null ? strip : [shareItem(large), ...strip];
  const places = layout.share === null ? layout.tiles : [layout.share, ...layout.tiles];
  return (
    <ul ref={box} aria-label="People in the meeting" className="relative size-full">
      {items.map((item, i) => {
        const place = places[i];
        if (place === undefined) return null;
        const enlarge = item.kind === "share" && item.share !== large ? setWanted : null;
        return <StageItem key={item.key} item={item} place={place} onEnlarge={enlarge} />;
      })}
      {layout.more !== null && (
        <MoreTile count={items.length - places.length} place={layout.more} onClick={onShowPeople} />
      )}
    </ul>
  );
}

function StageItem({
  item,
  place,
  onEnlarge,
}: {
  item: Item;
  place: Rect;
  onEnlarge: ((personId: string) => void) | null;
}) {
  if (item.kind === "person") return <Tile person={item.person} place={place} />;
  const { share } = item;
  const enlarge = onEnlarge && (() => onEnlarge(share.personId));
  return <ShareTile share={share} place={place} onEnlarge={enlarge} />;
}

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
        className="absolute inset-0 grid place-items-center rounded-m bg-control font-semibold text-control-text hover:bg-control-hover"
      >
        and {count} more
      </button>
    </li>
  );
}
