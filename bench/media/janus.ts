import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { decodeJson, isObject } from "@parley/protocol";
import { WebSocket } from "ws";
import { ADDRESS } from "./namespace.ts";
import { RawPeer, lines, parametersOf, transportLines, videoSection } from "./raw-peer.ts";
import type { Sfu } from "./sfu.ts";

const ROOM = 1;
const PORT = 8188;
const LIBRARY = "/usr/lib/x86_64-linux-gnu/janus";

type Answer = { readonly [field: string]: unknown };

/** Debian's Janus with its VideoRoom, in this network namespace. */
export class Janus implements Sfu {
  readonly name = "Janus VideoRoom";
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #api: JanusApi;

  private constructor(child: ChildProcess, folder: string, api: JanusApi) {
    this.#child = child;
    this.#folder = folder;
    this.#api = api;
  }

  static async start(): Promise<Janus> {
    const folder = await mkdtemp(join(tmpdir(), "parley-bench-janus-"));
    await writeFile(join(folder, "janus.jcfg"), mainConfig(folder));
    await writeFile(join(folder, "janus.plugin.videoroom.jcfg"), "general: {}\n");
    await writeFile(
      join(folder, "janus.transport.websockets.jcfg"),
      `general: { ws = true; ws_port = ${PORT}; ws_ip = "${ADDRESS}"; wss = false }\n`,
    );
    await cp(
      `${LIBRARY}/plugins/libjanus_videoroom.so`,
      join(folder, "plugins/libjanus_videoroom.so"),
    );
    await cp(
      `${LIBRARY}/transports/libjanus_websockets.so`,
      join(folder, "transports/libjanus_websockets.so"),
    );
    const child = spawn("janus", ["-F", folder, "-d", "3"], { stdio: "ignore" });
    process.once("exit", () => child.kill());
    const api = await JanusApi.open(`ws://${ADDRESS}:${PORT}`);
    return new Janus(child, folder, api);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  async openRoom(): Promise<void> {
    const handle = await this.#api.attach();
    await this.#api.ask(handle, {
      request: "create",
      room: ROOM,
      publishers: 100,
      bitrate: 0,
      videocodec: "vp8",
      transport_wide_cc_ext: true,
    });
  }

  async publish(ssrc: number): Promise<{ peer: RawPeer; id: string }> {
    const handle = await this.#api.attach();
    const joined = await this.#api.ask(handle, {
      request: "join",
      ptype: "publisher",
      room: ROOM,
    });
    const { peer, local } = await RawPeer.offering(ADDRESS);
    const jsep = { type: "offer", sdp: videoSection(local, ssrc) };
    const configured = await this.#api.ask(handle, { request: "publish" }, jsep);
    const up = this.#api.isUp(handle);
    peer.answered(parametersOf(sdpOf(configured)));
    // Until it says so itself, nobody can subscribe.
    await Promise.all([peer.connected(), up]);
    return { peer, id: String(field(joined, "plugindata", "data", "id")) };
  }

  async subscribe(from: readonly string[]): Promise<RawPeer> {
    const handle = await this.#api.attach();
    const streams = from.map((feed) => ({ feed: Number(feed), mid: "0" }));
    const offered = await this.#api.ask(handle, {
      request: "join",
      ptype: "subscriber",
      room: ROOM,
      streams,
    });
    const offer = sdpOf(offered);
    const remote = parametersOf(offer);
    const { peer, local } = await RawPeer.answering(ADDRESS, remote, "actpass");
    const answer = answerTo(offer, transportLines(local, "active"));
    await this.#api.ask(handle, { request: "start" }, { type: "answer", sdp: answer });
    await peer.connected();
    return peer;
  }

  async stop(): Promise<void> {
    this.#api.close();
    const exited = once(this.#child, "exit");
    this.#child.kill("SIGTERM");
    await exited;
    await rm(this.#folder, { recursive: true });
  }
}

function mainConfig(folder: string): string {
  return `general: {
  configs_folder = "${folder}"
  plugins_folder = "${folder}/plugins"
  transports_folder = "${folder}/transports"
  events_folder = "${folder}"
  loggers_folder = "${folder}"
  debug_level = 3
}
media: { rtp_port_range = "20000-40000" }
`;
}

/** Every section of the offer is taken, with its own payload types. */
export function answerTo(offer: string, transport: readonly string[]): string {
  const [session = "", ...sections] = offer.split(/^(?=m=)/m);
  const bundle = /^a=group:BUNDLE .*$/m.exec(session)?.[0]?.trim() ?? "";
  const answers = sections.map((section) => {
    const keep = section
      .split(/\r?\n/)
      .filter((line) =>
        /^(m=|c=|a=(mid|rtpmap|fmtp|extmap|rtcp-fb|rtcp-mux|rtcp-rsize))/.test(line),
      );
    const direction = /^a=inactive/m.test(section) ? "a=inactive" : "a=recvonly";
    return lines([...keep, direction, ...transport]);
  });
  return lines(["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", bundle]) + answers.join("");
}

/** Janus' API over its WebSocket. */
class JanusApi {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<string, (answer: Answer) => void>();
  readonly #rising = new Map<unknown, () => void>();
  #session: unknown = null;
  #count = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data) => {
      if (Buffer.isBuffer(data)) this.#onMessage(data.toString());
    });
  }

  static async open(url: string): Promise<JanusApi> {
    const api = new JanusApi(await patiently(url));
    const created = await api.#request({ janus: "create" });
    api.#session = field(created, "data", "id");
    return api;
  }

  async attach(): Promise<unknown> {
    const attached = await this.#request({ janus: "attach", plugin: "janus.plugin.videoroom" });
    return field(attached, "data", "id");
  }

  async ask(handle: unknown, body: Answer, jsep?: Answer): Promise<Answer> {
    const answer = await this.#request({
      janus: "message",
      handle_id: handle,
      body,
      ...(jsep === undefined ? {} : { jsep }),
    });
    const error = field(answer, "plugindata", "data", "error");
    if (error !== undefined) throw new Error(`Janus: ${JSON.stringify(error)}`);
    return answer;
  }

  /** Resolves when Janus says that media can flow on this handle. */
  isUp(handle: unknown): Promise<void> {
    return new Promise((resolve) => this.#rising.set(handle, resolve));
  }

  close(): void {
    this.#socket.terminate();
  }

  #request(message: Answer): Promise<Answer> {
    const transaction = String(++this.#count);
    const session = this.#session === null ? {} : { session_id: this.#session };
    this.#socket.send(JSON.stringify({ ...message, ...session, transaction }));
    return new Promise((resolve) => this.#waiting.set(transaction, resolve));
  }

  /** An `ack` says that the answer follows. */
  #onMessage(text: string): void {
    const answer = decodeJson<Answer>(text, isObject);
    if (answer === null || answer["janus"] === "ack") return;
    if (answer["janus"] === "webrtcup") this.#rising.get(answer["sender"])?.();
    const transaction = String(answer["transaction"]);
    this.#waiting.get(transaction)?.(answer);
    this.#waiting.delete(transaction);
  }
}

/** Janus listens some time after it was started. */
async function patiently(url: string): Promise<WebSocket> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const socket = new WebSocket(url, "janus-protocol");
    const opened = await once(socket, "open").then(
      () => true,
      () => false,
    );
    if (opened) return socket;
    await setTimeout(100);
  }
  throw new Error("Janus does not listen");
}

function sdpOf(answer: Answer): string {
  return String(field(answer, "jsep", "sdp"));
}

function field(value: unknown, ...path: readonly string[]): unknown {
  let inner = value;
  for (const name of path) {
    if (typeof inner !== "object" || inner === null) return undefined;
    inner = new Map(Object.entries(inner)).get(name);
  }
  return inner;
}
