import type { TestContext } from "node:test";
import { HttpClient } from "../../src/http-client.ts";
import { RoomClient, type RoomClientOptions } from "../../src/room-client.ts";
import type { RoomView } from "../../src/room-view.ts";
import { ManualClock } from "./manual-clock.ts";
import { participant, welcome } from "./messages.ts";
import { type HttpReply, type TestConnection, TestServer } from "./test-server.ts";

export const CODE = "abc-defg-hij";
export const GRACE = participant({ id: "p2", name: "Grace", joinedAt: 2000 });

export const problem = (status: number, code: string) => ({
  status,
  body: { type: "about:blank", title: "No", status, code, detail: "Because." },
});

/** A server that gives tickets, and a client of its room. */
export async function setUp(t: TestContext, options: Partial<RoomClientOptions> = {}) {
  const server = await TestServer.start();
  const clock = new ManualClock();
  let tickets = 0;
  const joined = (): HttpReply => ({
    status: 200,
    body: {
      room: { ...welcome().room, url: `${server.httpUrl}/${CODE}` },
      status: "joined",
      participantId: "p1",
      wsUrl: server.wsUrl,
      ticket: `ticket ${++tickets}`,
    },
  });
  server.onRequest = joined;
  const http = new HttpClient({ baseUrl: server.httpUrl });
  const room = new RoomClient({ http, code: CODE, clock, random: () => 1, ...options });
  t.after(async () => {
    const left = room.leave();
    clock.advance(1000);
    await left;
    await server.close();
  });
  return { server, clock, room, joined };
}

export type SetUp = Awaited<ReturnType<typeof setUp>>;

/** Joins, with a welcome at seq 7 that knows p1 (oneself) and Grace. */
export async function live(
  { server, room }: SetUp,
  change: Parameters<typeof welcome>[0] = {},
): Promise<TestConnection> {
  const joined = room.join();
  const connection = await server.nextConnection();
  connection.send(welcome({ participants: [participant(), GRACE], ...change }));
  await joined;
  return connection;
}

/** Breaks the connection; what comes after it is the next one. */
export async function broken(
  { server, clock, room }: SetUp,
  connection: TestConnection,
): Promise<TestConnection> {
  connection.socket.terminate();
  const { connection: lost } = await inState(room, "reconnecting");
  clock.advance(lost.state === "reconnecting" ? (lost.retryAt ?? 0) - clock.now() : 0);
  return server.nextConnection();
}

export function viewWhere(room: RoomClient, holds: (view: RoomView) => boolean): Promise<RoomView> {
  if (holds(room.view)) return Promise.resolve(room.view);
  return new Promise((resolve) => {
    const stop = room.subscribe(() => {
      if (!holds(room.view)) return;
      stop();
      resolve(room.view);
    });
  });
}

export const inState = (room: RoomClient, state: RoomView["connection"]["state"]) =>
  viewWhere(room, ({ connection }) => connection.state === state);
