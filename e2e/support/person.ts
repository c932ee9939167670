import {
  type APIResponse,
  type BrowserContext,
  type Locator,
  type Page,
  expect,
} from "@playwright/test";
import { takeNotes } from "./notes.ts";
import { type Received, received, recordPeers } from "./peers.ts";

/** For `join`, where a test does not look at pictures: to make and send them only takes time. */
export const NO_CAMERA = { camera: false } as const;

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
    await takeNotes(page);
    return new Person(name, page);
  }

  /** Another tab of the same person. */
  async tab(): Promise<Person> {
    return Person.open(this.page.context(), this.name);
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole("button", { name, exact: typeof name === "string" });
  }

  heading(name: string): Locator {
    return this.page.getByRole("heading", { name, exact: true });
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

  /** Makes a room without the pages; resolves with its code. */
  async createRoom(body: { [setting: string]: unknown } = {}): Promise<string> {
    const made = await (await this.#send("post", "/create-room/", body)).text();
    return /"code":"([a-z-]+)"/.exec(made)?.[1] ?? "";
  }

  /** Changes a room without the pages. */
  async changeRoom(code: string, change: { [setting: string]: unknown }): Promise<void> {
    await this.#send("patch", `/room/${code}/`, change);
  }

  /** From the link of a meeting to its green room, as a guest of one's own name. */
  async comeAsGuest(link: string): Promise<void> {
    await this.page.goto(link);
    await expect(this.heading("What is your name?")).toBeVisible();
    await this.page.getByLabel("Your name").fill(this.name);
    await this.button("Continue as a guest").click();
  }

  /** From the green room into the meeting, camera and microphone on. */
  async join({ camera = true } = {}): Promise<void> {
    await this.#readyToBeSeen();
    if (!camera) await this.button("Camera").click();
    await this.button("Join now").click();
    await this.isIn();
  }

  /** From the green room into the lobby. */
  async knock(): Promise<void> {
    await this.#readyToBeSeen();
    await this.button("Ask to join").click();
    await expect(this.heading("Asking to be let in")).toBeVisible();
  }

  async goAndJoin(code: string, { camera = true } = {}): Promise<void> {
    await this.page.goto(`/${code}`);
    await this.join({ camera });
  }

  /** Waits for the meeting itself, by whatever way. */
  async isIn(): Promise<void> {
    await expect(this.button("Leave")).toBeVisible();
  }

  /** Leaves; hosts of a company are asked first whether they mean that or the end for everyone. */
  async leave(): Promise<void> {
    const leave = this.button("Leave");
    const asksFirst = (await leave.getAttribute("aria-haspopup")) === "menu";
    await leave.click();
    if (asksFirst) await this.choose("Leave");
  }

  /** An item of the menu that is open. */
  async choose(item: string): Promise<void> {
    await this.page.getByRole("menuitem", { name: item, exact: true }).click();
  }

  /** What the People panel, which is open, offers about somebody. */
  async chooseFor(name: string, item: string): Promise<void> {
    await this.button(`Options for ${name}`).click();
    await this.choose(item);
  }

  /** Says yes to the dialog that asks again, by the name of its button. */
  async confirm(action: string): Promise<void> {
    const dialog = this.page.getByRole("dialog");
    await dialog.getByRole("button", { name: action, exact: true }).click();
  }

  /** The panel of this name, opened when it is not open yet. */
  async panel(name: "Chat" | "People" | "Host controls" | "Details"): Promise<Locator> {
    const panel = this.page.getByRole("complementary", { name, exact: true });
    if (!(await panel.isVisible())) await this.button(name).click();
    await expect(panel).toBeVisible();
    return panel;
  }

  /** Sends a chat message to whom the open chat is set to. */
  async write(text: string): Promise<void> {
    await this.page.getByRole("textbox", { name: /^Message / }).fill(text);
    await this.button("Send").click();
  }

  /** A message in the open chat, by its whole text. */
  message(text: string): Locator {
    return this.page.getByRole("region", { name: "Messages" }).getByText(text, { exact: true });
  }

  received(): Promise<Received> {
    return received(this.page);
  }

  /** How many of its connections carry this person's voice. */
  async voices(): Promise<number> {
    return this.page.evaluate(() => {
      const live = window.peers.filter(({ connectionState }) => connectionState === "connected");
      const tracks = live.flatMap((peer) => peer.getSenders().map(({ track }) => track));
      return tracks.filter(
        (track) => track?.kind === "audio" && track.readyState === "live" && track.enabled,
      ).length;
    });
  }

  /** Waits until so many sounds come in, and so many videos are decoded and go on being decoded. */
  async receivesFrom(count: number, videos = count): Promise<void> {
    await expect
      .poll(async () => (await this.received()).frames.length, { message: `${this.name}: videos` })
      .toBe(videos);
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
      .toEqual({ grown: true, videos, heard: count, loud: true });
    for (const width of before.widths) expect(width).toBeGreaterThan(0);
  }

  /** What screen readers were told since this page was loaded. */
  heard(): Promise<string> {
    return this.page.evaluate(() => window.heard.join("\n"));
  }

  /** Waits until screen readers are told this. */
  async hears(text: string | RegExp): Promise<void> {
    const told = expect.poll(() => this.heard(), { message: `${this.name} hears ${text}` });
    await told.toMatch(text);
  }

  /** Every stage there was since this page was loaded, each as the texts of its tiles. */
  stages(): Promise<string[]> {
    return this.page.evaluate(() => window.stages);
  }

  async #readyToBeSeen(): Promise<void> {
    await expect(this.button("Camera")).toHaveAttribute("aria-pressed", "true");
    await expect(this.button("Microphone")).toHaveAttribute("aria-pressed", "true");
  }

  /** A request of this browser's session, as its pages would send it. */
  async #send(method: "post" | "patch", path: string, data: object): Promise<APIResponse> {
    const context = this.page.context();
    const cookies = await context.cookies();
    const token = cookies.find(({ name }) => name === "csrftoken")?.value ?? "";
    const headers = { "x-csrftoken": token };
    const response = await context.request[method](path, { data, headers });
    expect(response.ok(), `${method} ${path}: ${await response.text()}`).toBe(true);
    return response;
  }
}
