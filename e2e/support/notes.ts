import type { Page } from "@playwright/test";

declare global {
  interface Window {
    heard: string[];
    stages: string[];
  }
}

/** Notes what the page tells screen readers, and each change of who is on the stage. */
export async function takeNotes(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.heard = [];
    window.stages = [];
    const noteStage = () => {
      const tiles = document.querySelectorAll("[aria-label='People in the meeting'] > li");
      const stage = [...tiles].map(({ textContent }) => textContent).join(" | ");
      if (stage !== "" && stage !== window.stages.at(-1)) window.stages.push(stage);
    };
    const observer = new MutationObserver((changes) => {
      const added = changes.flatMap(({ addedNodes }) => [...addedNodes]);
      for (const node of added) {
        const region = node.parentElement?.closest("[aria-live=polite]") ?? null;
        if (region !== null) window.heard.push(node.textContent ?? "");
      }
      noteStage();
    });
    observer.observe(document, { childList: true, subtree: true, characterData: true });
  });
}
