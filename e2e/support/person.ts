import { type BrowserContext, type Locator, type Page, expect } from "@playwright/test";
import { type Received, received, recordPeers } from "./peers.ts";

/** Somebody in front of a browser: does what people do, by the names that they see. */
export class Person {
  readonly name: string;
  readonly page: Page;

  private constructor(name: string, page: Page) {
    this.name = name;
    this.page = page;
  }

  static async open(context: BrowserContext, name: string): Promise<Person> {
    const page = await context.newPage();
    await recordPeers(page);
    return new Person(name, page);
  }

  /** Another tab of the same person. */
  async tab(): Promise<Person> {
    return Person.open(this.page.context(), this.name);
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole("button", { name, exact: typeof name === "string" });
  }

  tile(name: string): Locator {
    const people = this.page.getByRole("list", { name: "People in the meeting" });
    return people.getByRole("listitem").filter({ hasText: name });
  }

  /** Starts a meeting from the home page; resolves with its code, in the green room. */
  async startMeeting(): Promise<string> {
    await this.page.goto("/");
    await this.button("New meeting").click();
    await this.page.waitForURL(/\/[a-z]{3}-[a-z]{4}-[a-z]{3}$/);
    return new URL(this.page.url()).pathname.slice(1);
  }

  /** From the green room into the meeting, camera and microphone on. */
  async join(): Promise<void> {
    await expect(this.button("Camera")).toHaveAttribute("aria-pressed", "true");
    await expect(this.button("Microphone")).toHaveAttribute("aria-pressed", "true");
    await this.button("Join").click();
    await expect(this.button("Leave")).toBeVisible();
  }

  async goAndJoin(code: string): Promise<void> {
    await this.page.goto(`/${code}`);
    await this.join();
  }

  received(): Promise<Received> {
    return received(this.page);
  }

  /** Waits until so many videos are decoded, go on being decoded, and so many sounds come in. */
  async receivesFrom(count: number): Promise<void> {
    await expect
      .poll(async () => (await this.received()).frames.length, { message: `${this.name}: videos` })
      .toBe(count);
    const before = await this.received();
    await expect
      .poll(async () => {
        const now = await this.received();
        const grown = now.frames.every((frames, i) => frames > (before.frames[i] ?? 0) + 5);
        const heard = now.audioPackets.filter(
          (packets, i) => packets > (before.audioPackets[i] ?? 0),
        );
        return { grown, videos: now.frames.length, heard: heard.length, loud: now.audioEnergy > 0 };
      })
      .toEqual({ grown: true, videos: count, heard: count, loud: true });
    for (const width of before.widths) expect(width).toBeGreaterThan(0);
  }
}
