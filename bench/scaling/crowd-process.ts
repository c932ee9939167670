/** Plays people: joins as the SDK does, sends what it is told to, and counts what arrives. */
import { once } from "node:events";
import { HttpClient } from "@parley/sdk";
import { accept } from "@parley/protocol";
import { WebSocket } from "ws";
import {
  type FromCrowd,
  type Load,
  type Place,
  type ToCrowd,
  isMessage,
  isNotice,
  messageOf,
} from "./messages.ts";

/** How many join at the same time. */
const AT_ONCE = 16;
const TICK_MS = 10;
const REPORT_MS = 50;

const sockets: WebSocket[] = [];
let arrived = 0;
let lastId = 0;
let nextSender = 0;

function say(notice: FromCrowd): void {
  process.send?.(notice);
}

/** Person by person: the rooms fill at the same time, as those of a morning do. */
async function openAll(places: readonly Place[]): Promise<void> {
  const most = Math.max(...places.map(({ people }) => people));
  const turns = Array.from({ length: most }, (_, turn) =>
    places.filter(({ people }) => turn < people),
  ).flat();
  const waiting = turns.values();
  const work = async () => {
    for (const place of waiting) listen(await open(place));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** Parley's is open when it has said welcome. */
async function open({ url, code, server }: Place): Promise<WebSocket> {
  if (server === "bare") {
    const socket = new WebSocket(`${url.replace("http", "ws")}/${code}`, [], PLAIN);
    await once(socket, "open");
    return socket;
  }
  const http = new HttpClient({ baseUrl: url });
  await http.createGuest(`Guest ${process.pid}-${sockets.length}`);
  const { wsUrl, ticket } = await http.joinRoom(code);
  const socket = new WebSocket(`${wsUrl}?ticket=${ticket}`, ["parley.v1"], PLAIN);
  await welcome(socket);
  return socket;
}

async function welcome(socket: WebSocket): Promise<void> {
  const closed = new AbortController();
  socket.once("close", (code) => closed.abort(new Error(`Not let in: ${code}.`)));
  await once(socket, "message", { signal: closed.signal });
}

const PLAIN = { perMessageDeflate: false };

function listen(socket: WebSocket): void {
  sockets.push(socket);
  socket.on("message", (data) => {
    if (Buffer.isBuffer(data) && isMessage(data)) arrived += 1;
  });
  socket.on("close", (code, reason) => {
    throw new Error(`A connection was closed: ${code} ${reason.toString()}`);
  });
}

/** The people take turns, at the given pace, and what arrives is told until the next load. */
function begin({ kind, messages, perSecond }: Load): void {
  const startedAt = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    const due = Math.min(messages, ((performance.now() - startedAt) / 1000) * perSecond);
    for (; sent < due; sent += 1) sendNext(kind);
    if (sent >= messages) clearInterval(timer);
  }, TICK_MS);
}

function sendNext(kind: Load["kind"]): void {
  lastId += 1;
  sockets[nextSender]?.send(messageOf(kind, lastId));
  nextSender = (nextSender + 1) % sockets.length;
}

function obey(order: ToCrowd): void {
  if (order.type === "load") {
    arrived = 0;
    return begin(order);
  }
  openAll(order.places).then(
    () => say({ type: "opened" }),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
}

process.on("message", (value: unknown) => {
  const order = accept<ToCrowd>(value, isNotice);
  if (order !== null) obey(order);
});
// Who started it is gone, or has no more use for it.
process.on("disconnect", () => process.exit());
setInterval(() => say({ type: "arrived", count: arrived }), REPORT_MS);
say({ type: "ready" });
