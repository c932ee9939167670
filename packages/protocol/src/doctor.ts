/** What `npm run doctor`, the server and the doctor's page in the browser tell one another. */
import * as Type from "typebox";
import type { Static } from "typebox";
import { LIMITS } from "./limits.ts";
import { Time, nullable, oneOf, strict } from "./model.ts";

/** It may come from anybody who has the page's link. */
const sentence = Type.String({ maxLength: LIMITS.doctorTextLength });

/** What one check has found; `change` is what to do about it. */
export const DoctorFinding = strict({
  check: sentence,
  verdict: oneOf("ok", "warn", "fail"),
  found: sentence,
  change: nullable(sentence),
});
export type DoctorFinding = Static<typeof DoctorFinding>;

/** What the page tells the doctor through the room, one after another. */
export const DoctorReport = Type.Union([
  strict({ type: Type.Literal("finding"), finding: DoctorFinding }),
  strict({ type: Type.Literal("end") }),
]);
export type DoctorReport = Static<typeof DoctorReport>;

const port = Type.Integer({ minimum: 1, maximum: 65_535 });

/** How the request that asks has reached the server. */
const DoctorCaller = strict({
  /** Who the server takes for the client, and who is at the other end of its connection. */
  address: Type.String(),
  peer: nullable(Type.String()),
  /** Of the headers in which proxies say for whom they ask, those that came. */
  forwarded: Type.Array(Type.String()),
  forwardedProto: nullable(Type.String()),
  believed: Type.Boolean(),
  host: nullable(Type.String()),
  hostAllowed: Type.Boolean(),
});
export type DoctorCaller = Static<typeof DoctorCaller>;

/** What only the running server knows: `GET /doctor/`. */
export const DoctorFacts = strict({
  now: Time,
  /** Whether it takes connections for https. */
  secure: Type.Boolean(),
  caller: DoctorCaller,
  /** Null: there is no SFU. A worker that is down has no port. */
  media: nullable(
    strict({ announced: Type.Array(Type.String()), ports: Type.Array(nullable(port)) }),
  ),
  turnUrls: Type.Array(Type.String()),
  /** Null: it is alone. `others`: where the nodes that live take links; null: nobody knows now. */
  node: nullable(strict({ id: Type.String(), others: nullable(Type.Array(Type.String())) })),
});
export type DoctorFacts = Static<typeof DoctorFacts>;
