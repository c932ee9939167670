import { Hand, MicOff, WifiOff } from "lucide-react";
import { hueClass } from "../lib/person.ts";
import { Video } from "../media/video.tsx";
import { Avatar } from "../ui/avatar.tsx";
import type { Person } from "./meeting-model.ts";
import { QualityMark } from "./quality-mark.tsx";
import { type Frame, TileFrame } from "./tile-frame.tsx";

/** One person: their picture or their initials, their name and their marks. */
export function Tile({
  person,
  speaking,
  frame,
}: {
  person: Person;
  speaking: boolean;
  frame: Frame;
}) {
  const { id, name, self, guest, mic, hand, link, camera, quality } = person;
  return (
    <TileFrame frame={frame} pinLabel={self ? "Pin yourself" : `Pin ${name}`}>
      <div
        data-speaking={speaking || undefined}
        className={`${hueClass(id)} avatar-ground tile-ring absolute inset-0 grid animate-appear place-items-center overflow-hidden rounded-m`}
      >
        <Avatar
          id={id}
          name={name}
          className={`tile-avatar aspect-square ${link === "connecting" ? "animate-breathe" : ""}`}
        />
        {camera !== null && (
          <div
            className={`absolute inset-0 transition-[filter] duration-(--calm) ${link === "unreachable" ? "brightness-50 grayscale" : ""}`}
          >
            <Video stream={camera} mirrored={self} />
          </div>
        )}
      </div>
      <div className="absolute top-2 left-2 z-10 flex max-w-[calc(100%-1rem)] gap-1.5">
        {hand !== null && <HandMark place={hand} />}
        <LinkMark link={link} />
      </div>
      <NameChip name={self ? "You" : name} muted={!mic} guest={guest && !self} />
      <QualityMark quality={quality} whose={self ? "Your" : "Their"} />
    </TileFrame>
  );
}

function NameChip({ name, muted, guest }: { name: string; muted: boolean; guest: boolean }) {
  return (
    <p className="absolute bottom-2 left-2 z-10 flex max-w-[calc(100%-1rem)] items-center gap-1.5 rounded-s bg-chip px-2 py-0.5 text-s font-medium text-chip-text sm:py-1">
      {muted && (
        <MicOff size={14} role="img" aria-label="Muted:" className="shrink-0 text-off-mark" />
      )}
      <span className="truncate">{name}</span>
      {guest && (
        <span className="shrink-0 font-normal text-chip-text/75 @max-[12rem]:sr-only">Guest</span>
      )}
    </p>
  );
}

/** A raised hand, and which of the raised hands it is. */
function HandMark({ place }: { place: number }) {
  return (
    <p className="flex shrink-0 animate-rise items-center gap-1.5 rounded-full bg-warn px-2.5 text-s leading-6.5 font-bold text-bg tabular-nums">
      <Hand size={15} role="img" aria-label="Hand raised, number" className="shrink-0" />
      {place}
    </p>
  );
}

const LINK_TEXT = {
  away: "Reconnecting",
  unreachable: "No connection",
  connecting: "Connecting",
} as const;

function LinkMark({ link }: { link: Person["link"] }) {
  if (link === "here") return null;
  return (
    <p
      className={`flex min-w-0 items-center gap-1.5 rounded-s bg-chip px-2 py-0.5 text-s text-chip-text ${link === "connecting" ? "animate-late" : "animate-appear"}`}
    >
      {link !== "connecting" && (
        <WifiOff size={14} aria-hidden className="shrink-0 text-off-mark" />
      )}
      <span className="truncate">{LINK_TEXT[link]}</span>
    </p>
  );
}
