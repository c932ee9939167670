import type { Limits } from "@parley/protocol";
import type { Clock } from "../../runtime/ports.ts";

export type LinkLog = {
  info(details: object, text: string): void;
  warn(details: object, text: string): void;
};

export type LinkLimits = Pick<
  Limits,
  | "linkFrameBytes"
  | "linkBufferedBytes"
  | "linkPingMs"
  | "linkSilenceMs"
  | "linkRequestMs"
  | "linkHandshakeMs"
  | "linkHandshakes"
  | "linkComplaintMs"
>;

/** What both ends of a link need. */
export type LinkOptions = {
  /** The id of this node. */
  readonly nodeId: string;
  /** The server's SECRET; all nodes have the same. */
  readonly secret: Buffer;
  readonly clock: Clock;
  readonly limits: LinkLimits;
  readonly log: LinkLog;
};
