/** Two nodes with a link between them, over real sockets and with a clock of the test's own. */
import { setImmediate } from "node:timers/promises";
import type { TestContext } from "node:test";
import { LIMITS } from "@parley/protocol";
import { LinkDialler } from "../../../src/bus/links/link-dialler.ts";
import { LinkListener } from "../../../src/bus/links/link-listener.ts";
import type { LinkLimits, LinkOptions } from "../../../src/bus/links/options.ts";
import type { Channel, ChannelEvents, ClusterNode, LinkHost } from "../../../src/runtime/ports.ts";
import { FakeClock } from "../../support/fake-clock.ts";

export const SECRET = Buffer.from("the secret of all nodes, long enough for it");

/** What was logged: "level text". */
export class Lines {
  readonly lines: string[] = [];
  readonly details: object[] = [];

  info(details: object, text: string): void {
    this.#add(`info ${text}`, details);
  }

  warn(details: object, text: string): void {
    this.#add(`warn ${text}`, details);
  }

  like(pattern: RegExp): string[] {
    return this.lines.filter((line) => pattern.test(line));
  }

  #add(line: string, details: object): void {
    this.lines.push(line);
    this.details.push(details);
  }
}

const PATIENCE_MS = 10_000;

/** Waits until it is so, and fails when it never is. */
export async function until(isSo: () => boolean): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`It never came true: ${isSo.toString()}`);
    await setImmediate();
  }
}

/** One end of a channel, and what it has heard: "kind:text", and "closed". */
export class End implements ChannelEvents {
  readonly heard: string[] = [];
  channel: Channel | null = null;
  /** What it does besides. */
  #also: (kind: number, payload: Buffer) => void;

  constructor(also: (kind: number, payload: Buffer) => void = () => {}) {
    this.#also = also;
  }

  readonly onMessage = (kind: number, payload: Buffer): void => {
    this.heard.push(`${kind}:${payload.toString()}`);
    this.#also(kind, payload);
  };

  readonly onClosed = (): void => {
    this.heard.push("closed");
  };
}

/** Answers with what it was asked, and notes its ends of the channels in the order of opening. */
export class Host implements LinkHost {
  readonly ends: End[] = [];
  readonly asked: string[] = [];

  readonly onChannel = (channel: Channel): ChannelEvents => {
    const end = new End();
    end.channel = channel;
    this.ends.push(end);
    return end;
  };

  readonly onRequest = (text: string): Promise<string> => {
    this.asked.push(text);
    return Promise.resolve(text);
  };

  end(index: number): End {
    const end = this.ends[index];
    if (end === undefined) throw new Error(`There is no channel ${index}.`);
    return end;
  }
}

/** A host that does these in its own way. */
export function hostWith(part: Partial<LinkHost>): LinkHost {
  const { onChannel, onRequest } = new Host();
  return { onChannel, onRequest, ...part };
}

export type WorldOptions = {
  readonly limits?: Partial<LinkLimits>;
  readonly host?: LinkHost;
  readonly clock?: FakeClock;
};

/** The owner listens, the gate dials. */
export class LinkWorld {
  readonly clock: FakeClock;
  readonly log = new Lines();
  readonly limits: LinkLimits;
  readonly host = new Host();
  readonly #t: TestContext;

  constructor(t: TestContext, options: WorldOptions = {}) {
    this.#t = t;
    this.clock = options.clock ?? new FakeClock();
    this.limits = { ...LIMITS, ...options.limits };
  }

  options(nodeId: string, secret = SECRET): LinkOptions {
    const { clock, limits, log } = this;
    return { nodeId, secret, clock, limits, log };
  }

  async listen(serve: LinkHost = this.host, nodeId = "owner"): Promise<LinkListener> {
    const where = { host: "127.0.0.1", port: 0, serve };
    const listener = await LinkListener.listen({ ...this.options(nodeId), ...where });
    this.#t.after(() => listener.close());
    return listener;
  }

  dialler(secret = SECRET): LinkDialler {
    const dialler = new LinkDialler(this.options("gate", secret));
    this.#t.after(() => dialler.close());
    return dialler;
  }
}

export function nodeAt(port: number, id = "owner"): ClusterNode {
  return { id, address: `127.0.0.1:${port}` };
}

/** A link that is made, and both sides of it. */
export async function linked(t: TestContext, options: WorldOptions = {}) {
  const world = new LinkWorld(t, options);
  const listener = await world.listen(options.host);
  const dialler = world.dialler();
  const node = nodeAt(listener.port);
  const link = await dialler.to(node);
  return { world, listener, dialler, node, link, host: world.host, clock: world.clock };
}
