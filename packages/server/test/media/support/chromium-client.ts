import { once } from "node:events";
import { createServer } from "node:http";
import { type JSHandle, type Page, chromium } from "@playwright/test";

const ARGS = [
  "--no-sandbox",
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
  "--allow-loopback-in-peer-connection",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export type Connection = JSHandle<RTCPeerConnection>;

/** A page in Chromium with fake devices. */
export class ChromiumClient {
  readonly #page: Page;
  readonly #stop: () => Promise<void>;

  static async open(): Promise<ChromiumClient> {
    const server = createServer((_, response) => {
      response.setHeader("content-type", "text/html").end("<!doctype html><title>Test</title>");
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ARGS });
    const page = await browser.newPage();
    const address = server.address();
    await page.goto(`http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`);
    return new ChromiumClient(page, async () => {
      await browser.close();
      server.close();
      await once(server, "close");
    });
  }

  private constructor(page: Page, stop: () => Promise<void>) {
    this.#page = page;
    this.#stop = stop;
  }

  close(): Promise<void> {
    return this.#stop();
  }

  /** A connection that sends a microphone and three layers of a camera. */
  send(): Promise<Connection> {
    return this.#page.evaluateHandle(async () => {
      const video = { width: 1280, height: 720 };
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video });
      const connection = new RTCPeerConnection();
      const direction = "sendonly";
      const sendEncodings = [
        { rid: "q", scaleResolutionDownBy: 4, maxBitrate: 150_000 },
        { rid: "h", scaleResolutionDownBy: 2, maxBitrate: 500_000 },
        { rid: "f", maxBitrate: 1_700_000 },
      ];
      for (const track of stream.getTracks()) {
        const simulcast = track.kind === "video" ? { sendEncodings } : {};
        connection.addTransceiver(track, { direction, streams: [stream], ...simulcast });
      }
      return connection;
    });
  }

  /** A connection that sends nothing. */
  receive(): Promise<Connection> {
    return this.#page.evaluateHandle(() => new RTCPeerConnection());
  }

  offer(connection: Connection): Promise<string> {
    return connection.evaluate(async (it) => {
      await it.setLocalDescription();
      return it.localDescription?.sdp ?? "";
    });
  }

  async accept(connection: Connection, sdp: string): Promise<void> {
    await connection.evaluate((it, a) => it.setRemoteDescription({ type: "answer", sdp: a }), sdp);
  }

  answer(connection: Connection, offer: string): Promise<string> {
    return connection.evaluate(async (it, sdp) => {
      await it.setRemoteDescription({ type: "offer", sdp });
      await it.setLocalDescription();
      return it.localDescription?.sdp ?? "";
    }, offer);
  }

  /** Resolves when so many packets of this SSRC have been received. */
  async received(connection: Connection, ssrc: number, count: number): Promise<void> {
    await this.#page.waitForFunction(
      async (a) => {
        const stats: unknown[] = [];
        const report = await a.connection.getStats();
        report.forEach((it) => stats.push(it));
        return stats.some(
          (it) =>
            typeof it === "object" &&
            it !== null &&
            "packetsReceived" in it &&
            "ssrc" in it &&
            it.ssrc === a.ssrc &&
            it.packetsReceived === a.count,
        );
      },
      { connection, ssrc, count },
      { polling: 50 },
    );
  }

  hangUp(connection: Connection): Promise<void> {
    return connection.evaluate((it) => it.close());
  }
}
