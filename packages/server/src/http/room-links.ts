import type { LinkedRoom, RoomSettings } from "@parley/protocol";
import type { FastifyRequest } from "fastify";
import { type OriginConfig, requestOrigin } from "../identity/origin.ts";
import { roomOf } from "../runtime/live-rooms.ts";
import type { RoomRecord } from "../runtime/ports.ts";

/** The link to share: under PUBLIC_URL, or as the client itself found us. */
function roomUrl(room: RoomRecord, request: FastifyRequest, config: OriginConfig): string {
  const origin = config.publicUrl ?? requestOrigin(request.headers.host, config);
  return `${origin}/${room.code}`;
}

/** The room with the link to share. */
export function linkedRoom(
  room: RoomRecord,
  request: FastifyRequest,
  { config, media }: { readonly config: OriginConfig; readonly media: RoomSettings["media"] },
): LinkedRoom {
  return { ...roomOf(room, media), url: roomUrl(room, request, config) };
}

/** A link that lets in who opens it; `token` is base64url. */
export function inviteUrl(
  room: RoomRecord,
  token: string,
  request: FastifyRequest,
  config: OriginConfig,
): string {
  return `${roomUrl(room, request, config)}?invite=${token}`;
}

/** Where the client connects: the host that it already talks to. */
export function webSocketUrl(
  room: RoomRecord,
  request: FastifyRequest,
  config: OriginConfig,
): string {
  const origin = requestOrigin(request.headers.host, config).replace(/^http/, "ws");
  return `${origin}/ws/room/${room.code}/`;
}
