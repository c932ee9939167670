import type { Page } from "@playwright/test";
import type { Track, TrackSource } from "@parley/protocol";
import type { SfuPage, Switch } from "../browser/sfu-page.ts";
import { type BrowserPage, openPage } from "./browser.ts";

/** Drives one person's media through the SFU that is in its page. */
export class SfuDriver {
  readonly page: Page;
  readonly #browser: BrowserPage;

  static async open(): Promise<SfuDriver> {
    return new SfuDriver(await openPage(new URL("../browser/sfu-page.ts", import.meta.url)));
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

  /** Nobody is in the room, nothing is on, nothing was asked. */
  reset(): Promise<void> {
    return this.page.evaluate(() => window.sfu.reset());
  }

  /** Joins with these sources on; resolves when the up connection is connected. */
  async join(...sources: readonly Switch[]): Promise<void> {
    for (const source of sources) await this.set(source, true);
    await this.page.evaluate(() => window.sfu.welcome());
    await this.connectedUp(1);
  }

  set(source: Switch, on: boolean): Promise<void> {
    return this.page.evaluate((a) => window.sfu.set(a.source, a.on), { source, on });
  }

  people(...tracks: readonly Track[]): Promise<void> {
    return this.page.evaluate((a) => window.sfu.people(a), tracks);
  }

  offer(generation: number, ...trackIds: readonly string[]): Promise<void> {
    return this.page.evaluate((a) => window.sfu.offer(a.generation, ...a.trackIds), {
      generation,
      trackIds,
    });
  }

  asked(): Promise<string[]> {
    return this.page.evaluate(() => window.sfu.asked());
  }

  /** Resolves when this was asked for. */
  async askedFor(what: string): Promise<void> {
    await this.page.waitForFunction((a) => window.sfu.asked().includes(a), what);
  }

  offers(generation: number): Promise<string[]> {
    return this.page.evaluate((a) => window.sfu.offers(a), generation);
  }

  async connectedUp(generation: number): Promise<void> {
    await this.page.waitForFunction((a) => window.sfu.upState(a) === "connected", generation);
  }

  /** Resolves when these and no other streams of this one are there. */
  async sees(from: string, on: string): Promise<void> {
    await this.page.waitForFunction((a) => window.sfu.remote(a.from)?.on === a.on, { from, on });
  }

  async remoteIs(from: string, connection: string): Promise<void> {
    await this.page.waitForFunction((a) => window.sfu.remote(a.from)?.connection === a.connection, {
      from,
      connection,
    });
  }

  /** Resolves when clearly more of this source has come to the SFU than until now. */
  async sends(generation: number, source: TrackSource): Promise<void> {
    const args = { generation, source };
    const past = await this.page.evaluate((a) => window.sfu.arrived(a.generation, a.source), args);
    await this.page.waitForFunction(
      (a) => window.sfu.arrived(a.generation, a.source) > a.past + 20,
      { ...args, past },
      { polling: 50 },
    );
  }

  /** Resolves when the picture of this one moves. */
  async moves(from: string): Promise<void> {
    const past = await this.page.evaluate((a) => window.sfu.frames(a), from);
    await this.page.waitForFunction(
      (a) => window.sfu.frames(a.from) > a.past + 5,
      { from, past },
      { polling: 50 },
    );
  }

  connections(): Promise<RTCPeerConnectionState[]> {
    return this.page.evaluate(() => window.sfu.connections());
  }

  overrule(place: number, state: RTCPeerConnectionState | null): Promise<void> {
    return this.page.evaluate((a) => window.sfu.overrule(a.place, a.state), { place, state });
  }

  advance(ms: number): Promise<void> {
    return this.page.evaluate((a) => window.sfu.advance(a), ms);
  }

  view(): Promise<ReturnType<SfuPage["view"]>> {
    return this.page.evaluate(() => window.sfu.view());
  }
}

export function track(participantId: string, source: TrackSource): Track {
  return { id: `${participantId} ${source}`, participantId, source, muted: false };
}
