import type { RoomResult } from "@parley/protocol";
import type { HttpClient } from "@parley/sdk";
import { useCallback } from "react";
import { roomPath } from "../lib/route.ts";
import { MeetingPage } from "../meeting/meeting-page.tsx";
import type { Visit, VisitView } from "./visit.ts";

/** What the meeting asks of the HTTP API. */
export type MeetingHttp = Pick<HttpClient, "updateRoom">;

/** The meeting, joined to the visit that it belongs to. */
export function MeetingPlace({
  visit,
  view,
  http,
}: {
  visit: Visit;
  view: Extract<VisitView, { state: "meeting" }>;
  http: MeetingHttp;
}) {
  const leave = useCallback(() => visit.leave(), [visit]);
  return (
    <MeetingPage
      code={visit.code}
      link={linkOf(view.room)}
      stay={view.stay}
      http={http}
      mutedOnEntry={view.mutedOnEntry}
      onLeave={leave}
    />
  );
}

/** Who sees only the card of a room is not told its link: then it is the one that was opened. */
function linkOf(room: RoomResult): string {
  return "url" in room ? room.url : `${location.origin}${roomPath(room.code)}`;
}
