import { Maximize2, MonitorUp } from "lucide-react";
import { useState } from "react";
import { Video } from "../media/video.tsx";
import type { Rect } from "./layout.ts";
import type { Share } from "./meeting-model.ts";
import { placeStyle } from "./tile.tsx";

/** A shared screen: whole, never cropped. In the strip it offers to be shown large. */
export function ShareTile({
  share,
  place,
  onEnlarge,
}: {
  share: Share;
  place: Rect;
  onEnlarge: (() => void) | null;
}) {
  const [seen, setSeen] = useState<MediaStream | null>(null);
  return (
    <li className="tile" style={placeStyle(place)}>
      <div className="tile-ring absolute inset-0 grid animate-appear place-items-center overflow-hidden rounded-m bg-tile">
        {(seen === null || seen !== share.stream) && (
          <p className="flex animate-late items-center gap-2 px-4 text-center text-muted">
            <MonitorUp size={20} aria-hidden className="shrink-0" />
            The screen is on its way
          </p>
        )}
        {share.stream !== null && (
          <Video stream={share.stream} fit="contain" onFirstFrame={setSeen} />
        )}
        <p className="absolute bottom-2 left-2 z-10 flex max-w-[calc(100%-1rem)] items-center gap-1.5 rounded-s bg-chip px-2 py-1 text-s font-medium text-chip-text">
          <MonitorUp size={14} aria-hidden className="shrink-0" />
          <span className="truncate">
            {onEnlarge === null ? `${share.name} is presenting` : share.name}
          </span>
          {share.guest && <span className="shrink-0 font-normal text-chip-text/75">Guest</span>}
        </p>
        {onEnlarge !== null && (
          <button
            type="button"
            aria-label={`Show the screen of ${share.name} large`}
            onClick={onEnlarge}
            className="group absolute inset-0 z-10 rounded-m"
          >
            <span className="absolute top-1.5 right-1.5 grid size-7 place-items-center rounded-s bg-chip text-chip-text transition-colors group-hover:bg-control-hover">
              <Maximize2 size={15} aria-hidden />
            </span>
          </button>
        )}
      </div>
    </li>
  );
}
