/** The messages of control.ts as schemas. */
import {
  Generation,
  Id,
  LIMITS,
  Layer,
  Negotiation,
  TrackLine,
  TransportEnd,
  nullable,
  oneOf,
  strict,
} from "@parley/protocol";
import * as Type from "typebox";
import type { Static } from "typebox";

const Port = Type.Integer({ minimum: 0, maximum: 65_535 });
/** How the pool calls a room: its id and how often one was opened. */
const RoomKey = Type.String({ minLength: 1, maxLength: 128 });
const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const Amount = Type.Number({ minimum: 0 });
const Mid = Type.String({ minLength: 1, maxLength: LIMITS.midLength });

/** An offer of ours has a few lines more than LIMITS.sdpLength allows clients: all that we send. */
const Sdp = Type.String({ maxLength: 2 * LIMITS.sdpLength });
const negotiation = { generation: Generation, negotiation: Negotiation, sdp: Sdp };
const of = <T extends string>(type: T) => ({ type: Type.Literal(type), participantId: Id });

/** Not `lost` and not `ready`: those are what the server says of a worker. */
const Notice = Type.Union([
  strict({ ...of("offer"), ...negotiation, tracks: Type.Array(TrackLine) }),
  strict({ ...of("answer"), ...negotiation }),
  strict({
    ...of("closed"),
    transport: oneOf("up", "down"),
    generation: Generation,
    reason: TransportEnd,
  }),
  strict({ ...of("layers"), trackId: Id, active: Type.Array(Layer, { maxItems: 3 }) }),
  strict({
    ...of("slots"),
    generation: Generation,
    slots: Type.Array(strict({ mid: Mid, trackId: nullable(Id) }), {
      maxItems: LIMITS.downAudioLines,
    }),
  }),
  strict({ type: Type.Literal("speakers"), ids: Type.Array(Id, { maxItems: 5 }) }),
]);

const CountersSchema = strict({
  packetsIn: Count,
  bytesIn: Count,
  packetsOut: Count,
  bytesOut: Count,
  dropsFull: Count,
  dropsStale: Count,
  dropsInvalid: Count,
  nacksIn: Count,
  nacksOut: Count,
  rtxOut: Count,
  plisIn: Count,
  plisOut: Count,
  layerSwitches: Count,
  probes: Count,
});

const RoomReportSchema = strict({
  room: RoomKey,
  peers: Count,
  tracks: Count,
  estimateBps: Amount,
  counters: CountersSchema,
});

const WorkerReportSchema = strict({
  loopLagMs: Amount,
  memoryBytes: Count,
  transports: Count,
  estimateBps: Amount,
  total: CountersSchema,
  rooms: Type.Array(RoomReportSchema),
});

export const FromWorkerSchema = Type.Union([
  strict({ type: Type.Literal("started"), port: Port }),
  strict({
    type: Type.Literal("failed"),
    cause: oneOf("native_module", "port", "other"),
    reason: Type.String({ maxLength: 1000 }),
  }),
  strict({ type: Type.Literal("notice"), room: RoomKey, notice: Notice }),
  strict({ type: Type.Literal("beat"), report: WorkerReportSchema }),
]);
export type ValidFromWorker = Static<typeof FromWorkerSchema>;
