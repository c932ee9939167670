import { MonitorUp } from "lucide-react";
import { useState } from "react";
import { Video } from "../media/video.tsx";
import type { Share } from "./meeting-model.ts";
import { type Frame, TileFrame } from "./tile-frame.tsx";

/** A shared screen: whole, never cropped. */
export function ShareTile({ share, large, frame }: { share: Share; large: boolean; frame: Frame }) {
  const [seen, setSeen] = useState<MediaStream | null>(null);
  return (
    <TileFrame frame={frame} pinLabel={`Pin the screen of ${share.name}`}>
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
      </div>
      <p className="absolute bottom-2 left-2 z-10 flex max-w-[calc(100%-1rem)] items-center gap-1.5 rounded-s bg-chip px-2 py-1 text-s font-medium text-chip-text">
        <MonitorUp size={14} aria-hidden className="shrink-0" />
        <span className="truncate">{large ? `${share.name} is presenting` : share.name}</span>
        {share.guest && <span className="shrink-0 font-normal text-chip-text/75">Guest</span>}
      </p>
    </TileFrame>
  );
}
