import type { LinkedRoom } from "@parley/protocol";
import type { HttpClient } from "@parley/sdk";
import { Plus } from "lucide-react";
import { type ReactNode, useState } from "react";
import { roomPagePath, roomPath } from "../lib/route.ts";
import { Link } from "../lib/router.tsx";
import { useDocumentTitle } from "../lib/use-document-title.ts";
import { cursorOf, usePages } from "../lib/use-loaded.ts";
import { useNow } from "../lib/use-now.ts";
import { Button, LinkButton } from "../ui/button.tsx";
import { CopyButton } from "./copy-button.tsx";
import { type NewRoomApi, NewRoomDialog } from "./new-room-dialog.tsx";
import { Line, Lines, MoreOf, SectionsPage, isEmpty } from "./parts.tsx";
import { isExpired, roomLine, roomTitle } from "./room-line.ts";

export type RoomsApi = Pick<HttpClient, "listRooms"> & NewRoomApi;

/** All of one's rooms, newest first. */
export function RoomsPage({ api, corner }: { api: RoomsApi; corner: ReactNode }) {
  useDocumentTitle("Your rooms");
  const [view, pages] = usePages(async (cursor) => {
    const { rooms, next } = await api.listRooms(cursorOf(cursor));
    return { rows: rooms, next };
  });
  const [making, setMaking] = useState(false);
  const now = useNow(60_000);
  const rooms = view.pages.flat();
  return (
    <SectionsPage
      title="Your rooms"
      lead="The rooms that belong to you. Each keeps its link."
      corner={corner}
      end={
        <Button onClick={() => setMaking(true)}>
          <Plus size={20} aria-hidden />
          New room
        </Button>
      }
    >
      <section
        aria-label="Rooms"
        className="grid gap-4 rounded-l border border-line bg-surface px-5 py-3 sm:px-6"
      >
        {isEmpty(view) && (
          <p className="py-3 text-pretty text-muted">
            There are none yet. Make one with New room, and send its link.
          </p>
        )}
        {rooms.length > 0 && (
          <Lines>
            {rooms.map((room) => (
              <RoomLine key={room.code} room={room} now={now} />
            ))}
          </Lines>
        )}
        <MoreOf view={view} pages={pages} name="Show more rooms" />
      </section>
      {making && (
        <NewRoomDialog
          api={api}
          access="trusted"
          onCreated={() => void pages.load()}
          onClose={() => setMaking(false)}
        />
      )}
    </SectionsPage>
  );
}

function RoomLine({ room, now }: { room: LinkedRoom; now: number }) {
  const title = roomTitle(room);
  return (
    <Line
      title={
        <Link
          href={roomPagePath(room.code)}
          className="rounded-s underline-offset-4 hover:underline"
        >
          {title}
        </Link>
      }
      text={roomLine(room, now)}
      end={
        <>
          {!isExpired(room, now) && (
            <>
              <CopyButton link={room.url} what={title} compact />
              <LinkButton look="plain" size="s" href={roomPath(room.code)}>
                Start
                <span className="sr-only"> {title}</span>
              </LinkButton>
            </>
          )}
          <LinkButton look="plain" size="s" href={roomPagePath(room.code)}>
            Open page
            <span className="sr-only"> of {title}</span>
          </LinkButton>
        </>
      }
    />
  );
}
