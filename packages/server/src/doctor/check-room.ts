/** The room in which a browser tells the doctor what it has found; it is gone when it is closed. */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { LinkedRoom, SUBPROTOCOL, TokenPair, decodeJson, serverMessages } from "@parley/protocol";
import { DoctorReport } from "@parley/protocol/doctor";
import { LIMITS } from "@parley/protocol/limits";
import type { Static, TSchema } from "typebox";
import { Check } from "typebox/value";
import { WebSocket } from "ws";
import { type Answer, type Request, ask, bodyOf } from "./ask.ts";

/** Of the account. An access token is good for ten minutes, which is as long as the doctor waits. */
type Tokens = Static<typeof TokenPair>;

/** A participant's id, and what it tells. */
export type OnReport = (from: string, report: DoctorReport) => void;

/** The server refuses what the doctor needs; the message says what. */
export class RefusedError extends Error {}

export class CheckRoom {
  readonly code: string;
  readonly #socket: WebSocket;
  readonly #deleteAccount: () => Promise<void>;
  #closing: Promise<void> | null = null;

  private constructor(code: string, socket: WebSocket, deleting: () => Promise<void>) {
    this.code = code;
    this.#socket = socket;
    this.#deleteAccount = deleting;
  }

  /** Makes an account and its room, and goes there. @throws RefusedError, or the system's error */
  static async open(url: string, onReport: OnReport): Promise<CheckRoom> {
    const tokens = await makeAccount(url);
    const bearer = tokens.access;
    try {
      const json = { name: "Doctor", access: "open", expiresIn: LIMITS.doctorRoomSeconds };
      const answer = await call(url, "/create-room/", { json, bearer });
      const { code } = expectBody(answer, LinkedRoom);
      const socket = await enter(url, code, bearer, onReport);
      return new CheckRoom(code, socket, () => deleteAccount(url, tokens));
    } catch (error) {
      await deleteAccount(url, tokens);
      throw error;
    }
  }

  /** Resolves when the connection to the room breaks. */
  async lost(signal: AbortSignal): Promise<void> {
    if (this.#socket.readyState === WebSocket.OPEN) await once(this.#socket, "close", { signal });
  }

  /** Deletes the account, and the room with it. Idempotent. */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    this.#socket.terminate();
    await this.#deleteAccount();
  }
}

/** Nobody signs in to it: its token is all that is used of it. */
async function makeAccount(url: string): Promise<Tokens> {
  const username = `doctor-${randomBytes(6).toString("hex")}`;
  const password = randomBytes(24).toString("base64url");
  await call(url, "/register/", { json: { username, password } });
  const answer = await call(url, "/token/", { json: { username, password } });
  return expectBody(answer, TokenPair);
}

async function deleteAccount(url: string, { refresh }: Tokens): Promise<void> {
  const answer = await call(url, "/token/refresh/", { json: { refresh } });
  const { access: bearer } = expectBody(answer, TokenPair);
  await call(url, "/account/", { method: "DELETE", bearer });
}

async function call(url: string, path: string, request: Request): Promise<Answer> {
  const answer = await ask(url + path, { method: "POST", ...request });
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw new RefusedError(`the server refuses ${path} (${answer.status})`);
}

function expectBody<S extends TSchema>(answer: Answer, schema: S): Static<S> {
  const body = bodyOf(answer, schema);
  if (body === null) throw new RefusedError("the server's answer is not that of a Parley");
  return body;
}

async function enter(
  url: string,
  code: string,
  bearer: string,
  onReport: OnReport,
): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}/ws/room/${code}/`, SUBPROTOCOL, {
    headers: { authorization: `Bearer ${bearer}` },
    rejectUnauthorized: false,
    handshakeTimeout: LIMITS.doctorAnswerMs,
  });
  // Whoever waits for the connection hears of it by its close.
  socket.on("error", () => undefined);
  socket.binaryType = "nodebuffer";
  socket.on("message", (bytes) => {
    if (Buffer.isBuffer(bytes)) receive(bytes.toString(), onReport);
  });
  const welcomed = Promise.withResolvers<void>();
  socket.once("message", () => welcomed.resolve());
  socket.once("close", () => welcomed.reject(new RefusedError("the doctor's WebSocket is closed")));
  await welcomed.promise;
  return socket;
}

/** A report comes as a candidate, which is passed on to one participant and kept nowhere. */
function receive(frame: string, onReport: OnReport): void {
  const message = decodeJson<Static<typeof serverMessages.candidate>>(frame, (value) =>
    Check(serverMessages.candidate, value),
  );
  const text = message?.candidate?.candidate;
  if (message === null || text === undefined) return;
  const report = decodeJson<DoctorReport>(text, (value) => Check(DoctorReport, value));
  if (report !== null) onReport(message.from, report);
}
