/**
 * The writer's thread: it owns the only connection that writes. While a group is being committed
 * further messages gather in the port; they make the next group.
 */
import {
  type MessagePort,
  parentPort,
  receiveMessageOnPort,
  workerData,
} from "node:worker_threads";
import type Database from "better-sqlite3";
import { connectWriter } from "./connect.ts";
import { failureOf } from "./failure.ts";
import { GroupCommit } from "./group-commit.ts";
import {
  DONE,
  OPENING,
  type Outcome,
  type WriterMessage,
  type WriterReply,
  failed,
} from "./messages.ts";

/** The message at hand and all that have arrived behind it. */
function drain(port: MessagePort, first: WriterMessage): WriterMessage[] {
  const messages = [first];
  for (let next = receive(port); next !== undefined; next = receive(port)) {
    messages.push(next.message);
  }
  return messages;
}

function receive(port: MessagePort): { message: WriterMessage } | undefined {
  return receiveMessageOnPort(port);
}

function serve(port: MessagePort, db: Database.Database): void {
  const group = new GroupCommit(db, (reply) => port.postMessage(reply));
  port.on("message", (first: WriterMessage) => {
    const messages = drain(port, first);
    group.accept(messages.flatMap((message) => (message === "close" ? [] : message)));
    if (!messages.includes("close")) return;
    db.close();
    port.close();
  });
}

function start(port: MessagePort, path: string): Outcome {
  try {
    serve(port, connectWriter(path));
    return DONE;
  } catch (error) {
    return failed(failureOf(error));
  }
}

const path: unknown = workerData;
if (parentPort === null || typeof path !== "string") {
  throw new Error("writer.ts is the entry point of a worker thread, whose data is the path.");
}
const outcome = start(parentPort, path);
parentPort.postMessage({ answers: [{ id: OPENING, outcome }], commits: 0 } satisfies WriterReply);
