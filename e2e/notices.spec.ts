import type { Page } from "@playwright/test";
import { filmLength, startFilm } from "./making";
import { expect, test } from "./test-app";

/** Browser notices. The browser's own window for them is replaced by a list, because a headless browser shows none. */

async function recordNotices(page: Page) {
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
        document.documentElement.dataset.notice = `${title}: ${body}`;
      }
      close() {}
    }
    Object.defineProperty(window, "Notification", { value: Recorded });
  });
}

/** What the page sees when its tab goes to the background. */
const hide = (page: Page) =>
  page.evaluate(() => {
    Object.defineProperty(document, "hidden", { configurable: true, value: true });
    document.dispatchEvent(new Event("visibilitychange"));
  });

test("a job that ends while the tab is hidden shows a notice, once the user has turned them on", async ({ page }) => {
  await recordNotices(page);
  await startFilm(page, "A kite rises. [fault:wan-i2v:slow=15]");
  await page.getByRole("button", { name: "Turn on" }).click();
  await expect(page.getByText("Get a notice when it is done?")).toBeHidden();
  await hide(page);
  await expect.poll(() => page.title(), { timeout: filmLength }).toMatch(/^\d+% · /);
  await expect(page.locator("html")).toHaveAttribute("data-notice", /^Done: A kite rises/, { timeout: filmLength });
});

test("without a click nothing is requested, and a dismissed offer does not come again", async ({ page }) => {
  await recordNotices(page);
  await startFilm(page, "A kite falls. [fault:wan-i2v:slow=60]");
  await page.getByRole("button", { name: "No, thanks" }).click();
  expect(await page.evaluate(() => sessionStorage.getItem("asked"))).toBeNull();
  await page.reload();
  await expect(page.getByRole("button", { name: "Cancel" })).toBeVisible();
  await expect(page.getByText("Get a notice when it is done?")).toBeHidden();
});
