import type { Page } from "@playwright/test";

/** A hidden tab and its browser notices, which are written to `data-notice`: a headless browser shows none. */

export async function recordNotices(page: Page): Promise<void> {
  await page.addInitScript(() => {
    class Recorded {
      static permission = sessionStorage.getItem("asked") ? "granted" : "default";
      static async requestPermission() {
        sessionStorage.setItem("asked", "yes");
        Recorded.permission = "granted";
        return "granted";
      }
      onclick: (() => void) | null = null;
      constructor(title: string, { body }: { body: string }) {
        const { dataset } = document.documentElement;
        dataset.notice = `${dataset.notice ?? ""}${title}: ${body}\n`; // jobs of other tests end, too
      }
      close() {}
    }
    Object.defineProperty(window, "Notification", { value: Recorded });
  });
}

/** What the page sees when its tab goes to the background, or comes back. */
export const hide = (page: Page, isHidden = true): Promise<void> =>
  page.evaluate((isHidden) => {
    const state = { hidden: isHidden, visibilityState: isHidden ? "hidden" : "visible" };
    for (const [name, value] of Object.entries(state)) {
      Object.defineProperty(document, name, { configurable: true, value });
    }
    document.dispatchEvent(new Event("visibilitychange"));
  }, isHidden);
