import { createHash, randomBytes } from "node:crypto";
import type { InviteBody } from "@parley/protocol";
import type { InviteRecord } from "../runtime/ports.ts";
import type { NewId } from "./random.ts";

const TOKEN_BYTES = 32;

/** What is stored of the token of an invite link: SHA-256, base64url. */
export function inviteHash(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}

/** An invite to store, and the token for its link: 32 random bytes, base64url, to be had only now. */
export function newInvite(
  body: InviteBody,
  { roomId, now, ids }: { readonly roomId: string; readonly now: number; readonly ids: NewId },
): { readonly invite: InviteRecord; readonly token: string } {
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  const invite: InviteRecord = {
    id: ids(),
    roomId,
    tokenHash: inviteHash(token),
    role: body.role ?? "member",
    createdAt: now,
    expiresAt: body.expiresIn === undefined ? null : now + body.expiresIn * 1000,
    usesLeft: body.uses ?? null,
    revokedAt: null,
  };
  return { invite, token };
}
