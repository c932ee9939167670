import type { Page } from "@playwright/test";
import type { TrackSource } from "../../src/local-media.ts";
import type { Switch } from "../browser/mesh-page.ts";
import { type BrowserPage, openPage } from "./browser.ts";

/** Drives meetings that take place in one page. Whoever sorts lower is the polite side. */
export class MeshDriver {
  readonly page: Page;
  readonly #browser: BrowserPage;

  static async open(): Promise<MeshDriver> {
    return new MeshDriver(await openPage(new URL("../browser/mesh-page.ts", import.meta.url)));
  }

  private constructor(browser: BrowserPage) {
    this.#browser = browser;
    this.page = browser.page;
  }

  get complaints(): readonly string[] {
    return this.#browser.complaints;
  }

  close(): Promise<void> {
    return this.#browser.close();
  }

  /** A new meeting with nobody in it. */
  reset(): Promise<void> {
    return this.page.evaluate(() => window.mesh.reset());
  }

  /** Joins with these sources switched on. */
  join(id: string, ...sources: readonly Switch[]): Promise<void> {
    return this.page.evaluate((a) => window.mesh.join(a.id, ...a.sources), { id, sources });
  }

  set(id: string, source: Switch, on: boolean): Promise<void> {
    return this.page.evaluate((a) => window.mesh.set(a.id, a.source, a.on), { id, source, on });
  }

  signals(): Promise<string[]> {
    return this.page.evaluate(() => window.mesh.signals());
  }

  connections(id: string): Promise<RTCPeerConnectionState[]> {
    return this.page.evaluate((a) => window.mesh.connections(a), id);
  }

  /** Signals are on their way until `release`. */
  hold(): Promise<void> {
    return this.page.evaluate(() => window.mesh.hold());
  }

  release(): Promise<void> {
    return this.page.evaluate(() => window.mesh.release());
  }

  /** Resolves when these have an offer on its way. */
  async offering(...ids: readonly string[]): Promise<void> {
    await this.page.waitForFunction((a) => window.mesh.offering().join(" ") === a, ids.join(" "));
  }

  /** Resolves when `at` has decoded clearly more of what `from` sends than it has until now. */
  async flows(at: string, from: string, source: TrackSource): Promise<void> {
    const args = { at, from, source };
    const past = await this.page.evaluate((a) => window.mesh.flow(a.at, a.from, a.source), args);
    await this.page.waitForFunction(
      (a) => window.mesh.reading(a.at, a.from, a.source) > a.past + 5,
      { ...args, past },
      { polling: 50 },
    );
  }

  /** Resolves when these and no other streams of `from` are there for `at`. */
  async sees(at: string, from: string, on: string): Promise<void> {
    const args = { at, from, on };
    await this.page.waitForFunction((a) => window.mesh.remote(a.at, a.from)?.on === a.on, args);
  }

  async connected(at: string, from: string): Promise<void> {
    const args = { at, from };
    await this.page.waitForFunction(
      (a) => window.mesh.remote(a.at, a.from)?.connection === "connected",
      args,
    );
  }

  /** Resolves when this side has given up its connection for a new one, and that is connected. */
  async replaced(id: string): Promise<void> {
    await this.page.waitForFunction((a) => {
      const states = window.mesh.connections(a);
      return states.at(-1) === "connected" && states.slice(0, -1).includes("closed");
    }, id);
  }

  async timers(id: string): Promise<number> {
    return this.page.evaluate((a) => window.mesh.timers(a), id);
  }

  /** Moves this person's clock. */
  advance(id: string, ms: number): Promise<void> {
    return this.page.evaluate((a) => window.mesh.advance(a.id, a.ms), { id, ms });
  }
}

/** The polite side first, then the other way round. */
export const PAIRS = [
  ["a", "b"],
  ["b", "a"],
] as const;
