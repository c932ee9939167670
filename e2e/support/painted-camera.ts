import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import type { Page } from "@playwright/test";

const PAINTER = join(import.meta.dirname, "../../packages/web/dev/fake-video.ts");

/** Gives a page a camera that shows a painted person, and a screen with a document. */
export async function paintCamera(page: Page, hue: number, skin: string): Promise<void> {
  const painter = stripTypeScriptTypes(readFileSync(PAINTER, "utf8")).replaceAll("export ", "");
  await page.addInitScript(`(() => {
    ${painter}
    const devices = navigator.mediaDevices;
    const real = devices.getUserMedia.bind(devices);
    devices.getUserMedia = async (constraints) => {
      const stream = await real(constraints);
      if (!constraints.video) return stream;
      for (const track of stream.getVideoTracks()) track.stop();
      const painted = fakeCamera(${hue}, ${JSON.stringify(skin)});
      return new MediaStream([...painted.getVideoTracks(), ...stream.getAudioTracks()]);
    };
    devices.getDisplayMedia = async () => fakeScreen();
  })()`);
}
