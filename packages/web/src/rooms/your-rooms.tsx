import type { HttpClient } from "@parley/sdk";
import type { RoomList } from "@parley/protocol";
import { ArrowRight } from "lucide-react";
import { Problem } from "../lib/problem.tsx";
import type { Loaded, LoadedView } from "../lib/loaded.ts";
import { roomPagePath, roomPath } from "../lib/route.ts";
import { Link } from "../lib/router.tsx";
import { useNow } from "../lib/use-now.ts";
import { LinkButton } from "../ui/button.tsx";
import { isExpired, roomLine, roomTitle } from "./room-line.ts";

export type YourRoomsApi = Pick<HttpClient, "listRooms">;

const SHOWN = 4;

/** The newest of one's rooms, on the home page. Nothing while there are none. */
export function YourRooms({
  view,
  loaded,
}: {
  view: LoadedView<RoomList>;
  loaded: Loaded<RoomList>;
}) {
  if (view.state === "loading") return null;
  if (view.state === "failed") {
    return <Problem failure={view.failure} onRetry={() => void loaded.load()} />;
  }
  return <RoomsCard rooms={view.value.rooms} />;
}

function RoomsCard({ rooms }: Pick<RoomList, "rooms">) {
  const now = useNow(60_000);
  return (
    <section
      aria-labelledby="your-rooms"
      className="animate-appear overflow-hidden rounded-l border border-line bg-surface shadow-soft"
    >
      <div className="flex items-center justify-between gap-3 border-b border-line px-4 py-3">
        <h2 id="your-rooms" className="font-semibold">
          Your rooms
        </h2>
        <Link
          href="/rooms"
          className="flex min-h-9 items-center gap-1 rounded-s px-1 font-semibold text-accent underline-offset-4 hover:underline"
        >
          All rooms
          <ArrowRight size={18} aria-hidden />
        </Link>
      </div>
      <ul className="divide-y divide-line">
        {rooms.slice(0, SHOWN).map((room) => (
          <li key={room.code} className="flex items-center gap-3 px-4 py-3">
            <div className="grid min-w-0 flex-1">
              <Link
                href={roomPagePath(room.code)}
                className="truncate rounded-s font-medium underline-offset-4 hover:underline"
              >
                {roomTitle(room)}
              </Link>
              <p className="text-s text-pretty text-muted tabular-nums">{roomLine(room, now)}</p>
            </div>
            {!isExpired(room, now) && (
              <LinkButton look="plain" size="s" href={roomPath(room.code)}>
                Start
                <span className="sr-only"> {roomTitle(room)}</span>
              </LinkButton>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
