import { Worker } from "node:worker_threads";
import type { Failure } from "../storage-error.ts";
import {
  OPENING,
  type Outcome,
  type Statement,
  type WriterMessage,
  type WriterReply,
  type WriterRequest,
  failed,
} from "./messages.ts";

type State =
  | { readonly state: "running" }
  | { readonly state: "closing" }
  | { readonly state: "stopped"; readonly failure: Failure };

/** Starts the thread that writes to the file; it says through a WriterClient whether it could. */
export function startWriter(path: string): Worker {
  return new Worker(new URL("./writer.ts", import.meta.url), {
    name: "db-writer",
    workerData: path,
  });
}

/**
 * The writer as the main thread sees it. Every promise is fulfilled with an outcome and none
 * rejects: when the thread stops, all that wait fail with `WRITER_STOPPED`, and so does all that
 * is asked later.
 */
export class WriterClient {
  readonly #worker: Worker;
  readonly #exited: Promise<void>;
  readonly #onDeath: (failure: Failure) => void;
  readonly #pending = new Map<number, (outcome: Outcome) => void>();
  #outbox: WriterRequest[] = [];
  #state: State = { state: "running" };
  #lastId = OPENING;
  #commits = 0;
  /** Whether the thread could open the file. */
  readonly opened: Promise<Outcome>;

  /** `onDeath` is called once when the thread stops and nobody asked it to. */
  constructor(worker: Worker, onDeath: (failure: Failure) => void) {
    this.#worker = worker;
    this.#onDeath = onDeath;
    this.opened = this.#answerTo(OPENING);
    const exit = Promise.withResolvers<void>();
    this.#exited = exit.promise;
    worker.on("message", (message: unknown) => {
      if (isReply(message)) this.#receive(message);
    });
    worker.on("error", (error) => this.#stop(String(error)));
    worker.on("messageerror", (error) => this.#stop(error.message));
    worker.on("exit", (code) => {
      this.#stop(`exit code ${code}`);
      exit.resolve();
    });
  }

  /** How many commits the writer has made. */
  get commits(): number {
    return this.#commits;
  }

  /** Runs a statement, in a transaction or (null) as a unit of its own. */
  run(statement: Statement, transaction: number | null): Promise<Outcome> {
    return this.#ask((id) => ({ type: "run", id, transaction, statement }));
  }

  /** Begins a transaction and returns its number. The others wait until it ends. */
  begin(): number {
    const transaction = this.#nextId();
    this.#send({ type: "begin", transaction });
    return transaction;
  }

  commit(transaction: number): Promise<Outcome> {
    return this.#ask((id) => ({ type: "commit", id, transaction }));
  }

  rollback(transaction: number): void {
    this.#send({ type: "rollback", transaction });
  }

  /** Finishes what was sent, closes the file and ends the thread. */
  async close(): Promise<void> {
    if (this.#state.state === "running") {
      this.#flush();
      this.#post("close");
      this.#state = { state: "closing" };
    }
    await this.#exited;
  }

  #ask(request: (id: number) => WriterRequest): Promise<Outcome> {
    if (this.#state.state === "stopped") return Promise.resolve(failed(this.#state.failure));
    const id = this.#nextId();
    this.#send(request(id));
    return this.#answerTo(id);
  }

  #answerTo(id: number): Promise<Outcome> {
    return new Promise((resolve) => this.#pending.set(id, resolve));
  }

  /** What is sent in one turn travels in one message, and so makes one group. */
  #send(request: WriterRequest): void {
    if (this.#outbox.length === 0) queueMicrotask(() => this.#flush());
    this.#outbox.push(request);
  }

  #flush(): void {
    if (this.#outbox.length > 0) this.#post(this.#outbox);
    this.#outbox = [];
  }

  #post(message: WriterMessage): void {
    this.#worker.postMessage(message);
  }

  #receive(reply: WriterReply): void {
    this.#commits = reply.commits;
    for (const { id, outcome } of reply.answers) this.#settle(id, outcome);
  }

  #settle(id: number, outcome: Outcome): void {
    this.#pending.get(id)?.(outcome);
    this.#pending.delete(id);
  }

  #stop(reason: string): void {
    if (this.#state.state === "stopped") return;
    const asked = this.#state.state === "closing";
    const message = asked
      ? "The database is closed."
      : `The database writer has stopped: ${reason}.`;
    const failure = { code: "WRITER_STOPPED", message };
    this.#state = { state: "stopped", failure };
    void this.#worker.terminate();
    for (const id of this.#pending.keys()) this.#settle(id, failed(failure));
    if (!asked) this.#onDeath(failure);
  }

  #nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }
}

/** Under `node --watch` Node itself posts messages through the same port. */
function isReply(message: unknown): message is WriterReply {
  return typeof message === "object" && message !== null && "answers" in message;
}
