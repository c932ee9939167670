import { type Attendance, AttendanceList, PageQuery, RoomParams } from "@parley/protocol";
import type { Stay } from "../runtime/ports.ts";
import { SECURITY, json, problems } from "./api-schema.ts";
import type { App, HttpDeps } from "./deps.ts";
import { pageRequest } from "./paging.ts";
import { type Guards, PAST_ROOM_PROBLEMS, authorizePast } from "./room-access.ts";
import { ATTENDANCE } from "./room-examples.ts";

export function attendanceRoute(app: App, deps: HttpDeps, { anyone }: Guards): void {
  const { admission, stores, limits } = deps;
  const schema = {
    operationId: "listAttendance",
    summary: "Who attended, from when to when",
    description:
      "One row per stay, newest first, for the hosts; kept for a while after the room has expired.",
    tags: ["rooms"],
    security: SECURITY.anyone,
    params: RoomParams,
    querystring: PageQuery,
    response: {
      200: json("A page of it.", AttendanceList, ATTENDANCE),
      ...problems(...PAST_ROOM_PROBLEMS, "not_permitted"),
    },
  };
  app.get("/room/:code/attendance/", { schema, onRequest: anyone }, async (request, reply) => {
    const page = pageRequest(request.query, limits);
    const { room } = await authorizePast(admission, request, request.params.code, "host");
    const { rows, next } = await stores.stays.page(room.id, page);
    return reply.send({ stays: rows.map(attendanceOf), next });
  });
}

function attendanceOf({ participantId, name, joinedAt, leftAt }: Stay): Attendance {
  return { participantId, name, joinedAt, leftAt };
}
