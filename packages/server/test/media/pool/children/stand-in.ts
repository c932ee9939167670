/**
 * A worker that forwards nothing: it binds its port, keeps its rooms, and does what an offer asks of
 * it in the place of a session description, well or badly.
 */
import { createSocket } from "node:dgram";
import type { FromWorker, ToWorker, WorkerReport } from "../../../../src/media/control.ts";
import { NO_COUNTS } from "../../../../src/media/counters.ts";
import { readToWorker, readWorkerOptions } from "../../../../src/media/orders.ts";
import { type Deed, readDeed } from "../deeds.ts";

const options = readWorkerOptions(process.argv[2] ?? "");
if (options === null) throw new Error("There are no options.");

const rooms = new Set<string>();
const heard: string[] = [];
let hangs = false;

const say = (message: FromWorker) => process.send?.(message);

function answer(room: string, text: string): void {
  const place = { participantId: "ann", generation: 1, negotiation: 1 };
  say({ type: "notice", room, notice: { type: "answer", ...place, sdp: text } });
}

function sayNonsense(room: string): void {
  const notice = { type: "answer", participantId: "ann", generation: 1, negotiation: -1, sdp: "" };
  process.send?.("nonsense");
  process.send?.({ type: "notice", room, notice });
  process.send?.({ type: "notice", room, notice: { type: "lost" } });
  process.send?.({ type: "beat", report: { loopLagMs: "NaN" } });
}

function beat(room: string, { transports, packets }: Extract<Deed, { deed: "beat" }>): void {
  const counters = { ...NO_COUNTS, packetsOut: packets };
  const about = { room, peers: 2, tracks: 3, estimateBps: 4000, counters };
  const shared = { loopLagMs: 5, memoryBytes: 6000, estimateBps: 7000 };
  const report: WorkerReport = { ...shared, transports, total: counters, rooms: [about] };
  say({ type: "beat", report });
}

function perform(room: string, deed: Deed): void {
  switch (deed.deed) {
    case "tell":
      return answer(
        room,
        JSON.stringify({ pid: process.pid, env: process.env, heard, rooms: [...rooms] }),
      );
    case "nonsense":
      sayNonsense(room);
      return answer(room, "said");
    case "hang":
      hangs = true;
      return answer(room, "hanging");
    case "beat":
      beat(room, deed);
      return answer(room, "beaten");
  }
}

function receive(message: ToWorker): void {
  if (hangs) return;
  switch (message.type) {
    case "stop":
      return process.exit(0);
    case "open":
      rooms.add(message.room);
      return;
    case "close":
      rooms.delete(message.room);
      return;
    case "command":
      heard.push(message.command.participantId);
      if (message.command.type === "offer") perform(message.room, readDeed(message.command.sdp));
  }
}

process.on("message", (value) => {
  const message = readToWorker(value);
  if (message !== null) receive(message);
});
process.on("disconnect", () => process.exit(0));

const socket = createSocket("udp4");
socket.on("error", (error) => say({ type: "failed", cause: "port", reason: error.message }));
socket.bind({ address: options.bindAddress, port: options.port, exclusive: true }, () => {
  say({ type: "started", port: socket.address().port });
});
