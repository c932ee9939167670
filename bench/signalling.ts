/**
 * What a relayed message costs the server, against the least that a relay can do (bare-relay.ts):
 * same machine, same load, same run, taking turns. Prints CPU per delivered message and the ratio.
 */
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HttpClient } from "@parley/sdk";
import { WebSocket } from "ws";
import { ServerProcess } from "./server-process.ts";

const ROOMS = 20;
const PEOPLE = 8;
const MESSAGES = 100;
const INTERVAL_MS = 50;
const ROUNDS = 3;

const MESSAGE = JSON.stringify({
  type: "candidate",
  candidate: {
    candidate:
      "candidate:842163049 1 udp 1677729535 192.0.2.7 46154 typ srflx raddr 0.0.0.0 rport 0",
    sdpMid: "0",
    sdpMLineIndex: 0,
    usernameFragment: "EsAw",
  },
});

type Opener = (server: ServerProcess) => Promise<WebSocket[]>;

/** Waits until the server has said welcome, where it says that. */
async function open(url: string, protocol: string | null, ticketed: boolean): Promise<WebSocket> {
  const socket = new WebSocket(url, protocol === null ? [] : [protocol]);
  await once(socket, ticketed ? "message" : "open");
  return socket;
}

const openBare: Opener = async ({ url }) => {
  const sockets = [];
  for (let room = 0; room < ROOMS; room += 1) {
    for (let one = 0; one < PEOPLE; one += 1) {
      sockets.push(await open(`${url.replace("http", "ws")}/${room}`, null, false));
    }
  }
  return sockets;
};

const openParley: Opener = async ({ url }) => {
  const people = await Promise.all(
    Array.from({ length: PEOPLE }, async (_, i) => {
      const http = new HttpClient({ baseUrl: url });
      await http.register({ username: `user${i}`, password: "pass" });
      await http.login({ username: `user${i}`, password: "pass" });
      return http;
    }),
  );
  const sockets = [];
  for (let room = 0; room < ROOMS; room += 1) {
    const created = await people[0]?.createRoom();
    for (const person of people) {
      const { wsUrl, ticket } = await person.joinRoom(created?.code ?? "");
      sockets.push(await open(`${wsUrl}?ticket=${ticket}`, "parley.v1", true));
    }
  }
  return sockets;
};

/** Everybody sends to everybody in the room; resolves with what was delivered and what it cost. */
async function load(server: ServerProcess, sockets: WebSocket[]) {
  const expected = sockets.length * MESSAGES * (PEOPLE - 1);
  let delivered = 0;
  const all = Promise.withResolvers<void>();
  for (const socket of sockets) {
    socket.on("message", (data) => {
      if (!Buffer.isBuffer(data) || !data.includes('"candidate"')) return;
      delivered += 1;
      if (delivered === expected) all.resolve();
    });
  }
  const before = server.cpuMs();
  let sent = 0;
  const timer = setInterval(() => {
    for (const socket of sockets) socket.send(MESSAGE);
    sent += 1;
    if (sent === MESSAGES) clearInterval(timer);
  }, INTERVAL_MS);
  await all.promise;
  return { delivered, cpuMs: server.cpuMs() - before };
}

async function measure(file: string, opener: Opener): Promise<number> {
  const dataDir = await mkdtemp(join(tmpdir(), "parley-bench-"));
  const env = { PORT: "0", DATA_DIR: dataDir, LOG_LEVEL: "warn", MEDIA: "off" };
  const server = await ServerProcess.start(join(import.meta.dirname, file), env);
  try {
    const sockets = await opener(server);
    const { delivered, cpuMs } = await load(server, sockets);
    for (const socket of sockets) socket.terminate();
    return (cpuMs * 1000) / delivered;
  } finally {
    await server.stop();
    await rm(dataDir, { recursive: true });
  }
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

const bare: number[] = [];
const parley: number[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  bare.push(await measure("bare-relay.ts", openBare));
  parley.push(await measure("../packages/server/src/main.ts", openParley));
}
const perSecond = ROOMS * PEOPLE * (PEOPLE - 1) * (1000 / INTERVAL_MS);
process.stdout.write(
  `${ROOMS} rooms of ${PEOPLE}, ${perSecond} deliveries a second, median of ${ROUNDS}\n` +
    `bare relay  ${median(bare).toFixed(1)} µs of CPU per delivered message (${bare.map((v) => v.toFixed(1)).join(", ")})\n` +
    `Parley      ${median(parley).toFixed(1)} µs of CPU per delivered message (${parley.map((v) => v.toFixed(1)).join(", ")})\n` +
    `ratio       ${(median(parley) / median(bare)).toFixed(2)}\n`,
);
