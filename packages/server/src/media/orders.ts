/**
 * How a worker reads what the server tells it. By hand: the schemas of the protocol, compiled, would
 * be a quarter of a worker's memory and half of the time that it takes to start.
 */
import type { ToWorker, WorkerOptions } from "./control.ts";

type Fields = { readonly [name: string]: unknown };

/**
 * Reads what the server sent; null when it is none of its messages. A command's fields are taken as
 * they are: the server has checked what came from clients.
 */
export function readToWorker(value: unknown): ToWorker | null {
  return isToWorker(value) ? value : null;
}

/** Reads a worker's first argument; null when it is not what `WorkerOptions` says. */
export function readWorkerOptions(text: string): WorkerOptions | null {
  try {
    const value: unknown = JSON.parse(text);
    return isWorkerOptions(value) ? value : null;
  } catch {
    return null;
  }
}

function isToWorker(value: unknown): value is ToWorker {
  if (!hasFields(value)) return false;
  const { type, room, command } = value;
  if (type === "stop") return true;
  if (type === "open" || type === "close") return isText(room);
  return type === "command" && isText(room) && isCommand(command);
}

const isCommand = (value: unknown): boolean =>
  hasFields(value) && isText(value["type"]) && isText(value["participantId"]);

function isWorkerOptions(value: unknown): value is WorkerOptions {
  if (!hasFields(value)) return false;
  const { bindAddress, port, announced } = value;
  return isText(bindAddress) && isPort(port) && isTexts(announced);
}

const hasFields = (value: unknown): value is Fields => typeof value === "object" && value !== null;

const isText = (value: unknown): boolean => typeof value === "string" && value !== "";

const isTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.every(isText);

const isPort = (value: unknown): boolean =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 65_535;
