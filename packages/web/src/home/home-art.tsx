import { Mic, MonitorUp, Phone, Video } from "lucide-react";

const PEOPLE = [
  { name: "Mia", hue: "hue-3", speaking: true },
  { name: "Jonas", hue: "hue-7", speaking: false },
  { name: "Priya", hue: "hue-8", speaking: false },
  { name: "Sam", hue: "hue-2", speaking: false },
] as const;

const CONTROLS = [
  { name: "mic", Icon: Mic },
  { name: "camera", Icon: Video },
  { name: "screen", Icon: MonitorUp },
] as const;

/** A small meeting, drawn, beside the headline. It says nothing that the text does not. */
export function HomeArt() {
  return (
    <div
      aria-hidden
      className="hidden [@media(min-height:46rem)]:block overflow-hidden rounded-xl border border-line shadow-soft select-none sm:block lg:ml-auto lg:w-full lg:max-w-130"
    >
      <div className="stage bg-bg p-3">
        <div className="grid grid-cols-2 gap-2">
          {PEOPLE.map((person) => (
            <ArtTile key={person.name} {...person} />
          ))}
        </div>
        <div className="flex justify-center gap-2 pt-3 pb-1 text-control-text">
          {CONTROLS.map(({ name, Icon }) => (
            <span key={name} className="grid h-9 w-11 place-items-center rounded-m bg-control">
              <Icon size={17} />
            </span>
          ))}
          <span className="grid h-9 w-14 place-items-center rounded-m bg-danger text-chip-text">
            <Phone size={17} className="rotate-[135deg]" />
          </span>
        </div>
      </div>
    </div>
  );
}

function ArtTile({ name, hue, speaking }: (typeof PEOPLE)[number]) {
  return (
    <div
      data-speaking={speaking || undefined}
      className={`${hue} art-tile tile-ring relative aspect-video overflow-hidden rounded-m`}
    >
      <svg viewBox="0 0 160 90" className="absolute inset-0 size-full">
        <path className="art-figure" d="M38 90c2-24 20-34 42-34s40 10 42 34z" />
        <circle className="art-figure" cx="80" cy="36" r="17" />
      </svg>
      <span className="absolute bottom-2 left-2 rounded-s bg-chip px-2 text-s font-medium text-chip-text">
        {name}
      </span>
    </div>
  );
}
