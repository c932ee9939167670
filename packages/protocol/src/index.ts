export * from "./client-messages.ts";
export * from "./codec.ts";
export * from "./endings.ts";
export * from "./errors.ts";
export * from "./http.ts";
export * from "./ids.ts";
export * from "./limits.ts";
export * from "./model.ts";
export * from "./server-messages.ts";
export { isEmoji } from "./text.ts";

/** The WebSocket subprotocol of this version. */
export const SUBPROTOCOL = "parley.v1";
