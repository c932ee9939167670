import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type { Limits, RoomSettings } from "@parley/protocol";
import type { DoctorFacts } from "@parley/protocol/doctor";
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from "fastify";
import type { Logger } from "pino";
import type { Admission } from "../identity/admission.ts";
import type { Authenticator } from "../identity/authenticator.ts";
import type { IsTrustedProxy } from "../identity/client-address.ts";
import type { Grants } from "../identity/grants.ts";
import type { Guests } from "../identity/guests.ts";
import type { IceServers } from "../identity/ice-servers.ts";
import type { OriginConfig } from "../identity/origin.ts";
import type { Passwords } from "../identity/passwords.ts";
import type { Sessions } from "../identity/sessions.ts";
import type { SigningKeys } from "../identity/signing-keys.ts";
import type { Tickets } from "../identity/tickets.ts";
import type { Tokens } from "../identity/tokens.ts";
import type { RoomDesk } from "../runtime/live-rooms.ts";
import type { Clock, Stores } from "../runtime/ports.ts";

/** The part of the configuration that HTTP needs. */
export type HttpConfig = OriginConfig & {
  /** Opens /metrics to those who have it; null: it is for this machine alone. */
  readonly metricsToken: string | null;
  /** Whether browsers come over https. */
  readonly secure: boolean;
  /** IP addresses and networks. */
  readonly trustedProxies: readonly string[];
};

/** The server's numbers as text. */
export type MetricsPage = {
  readonly contentType: string;
  text(): Promise<string>;
};

/** Something without which this server is of no use to clients. */
export type Part = {
  /** Everybody may read it. */
  readonly name: string;
  /** Quick, and never rejects: see probe.ts. */
  readonly works: () => boolean | Promise<boolean>;
};

/** What the doctor is told of the running server, whoever asks. */
export type DoctorState = Pick<DoctorFacts, "media" | "turnUrls" | "node">;

/** What the HTTP adapter is given by the composition root. */
export type HttpDeps = {
  readonly config: HttpConfig;
  /** Signs CSRF tokens. */
  readonly secret: Buffer;
  readonly stores: Stores;
  readonly authenticator: Authenticator;
  readonly grants: Grants;
  readonly sessions: Sessions;
  readonly tokens: Tokens;
  readonly signingKeys: SigningKeys;
  readonly guests: Guests;
  readonly tickets: Tickets;
  readonly passwords: Passwords;
  readonly admission: Admission;
  readonly iceServers: IceServers;
  readonly rooms: RoomDesk;
  readonly metrics: MetricsPage;
  readonly doctorState: () => Promise<DoctorState>;
  /** What must work for the server to be ready. */
  readonly parts: readonly Part[];
  /** Those in `config.trustedProxies`. */
  readonly isTrustedProxy: IsTrustedProxy;
  /** How media goes in a room that does not say: "sfu" where the server has one. */
  readonly media: RoomSettings["media"];
  readonly clock: Clock;
  readonly limits: Limits;
  readonly log: Logger | undefined;
  /** The folder of the built web client; null serves the API alone. */
  readonly webRoot: string | null;
  /** PEM. */
  readonly tls: { readonly cert: Buffer; readonly key: Buffer } | null;
};

declare module "fastify" {
  interface FastifyContextConfig {
    /** Answered under every host name: those who watch over servers know them by address. */
    readonly anyHost?: boolean;
  }
}

/** A Fastify instance whose handlers have the types of their schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;
