import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Page, chromium as playwright } from "@playwright/test";
import { startAll } from "@/cli/supervisor/supervisor";
import { sandboxOf } from "@/testing/sandbox-admin";
import { chromium } from "./chromium";

/**
 * An app with its own prices and settings, a browser, and functions that save pictures of the pages to `screenshots/`.
 */
export async function openCamera(settings: Record<string, string> = {}) {
  const folder = "screenshots";
  await mkdir(folder, { recursive: true });
  const dataDir = await mkdtemp(join(tmpdir(), "nextscene-screenshots-"));
  const env = { SANDBOX_CONCURRENCY: "16", QWEN_EDIT_PRICE: "0.02", WAN_I2V_PRICE: "0.35", ...settings };
  const app = await startAll({ ports: "free", dataDir, quiet: true, env });
  const browser = await playwright.launch(chromium());
  const context = await browser.newContext({ baseURL: app.url, reducedMotion: "reduce" });
  const page = await context.newPage();

  /** Takes the current page at three widths in both colour schemes; `prepare` repeats what a resize undoes. */
  async function shoot(name: string, prepare?: () => Promise<void>, subject: Page = page): Promise<void> {
    for (const colorScheme of ["light", "dark"] as const) {
      for (const [width, height] of [
        [1920, 1080],
        [1280, 800],
        [390, 844],
      ] as const) {
        await subject.emulateMedia({ colorScheme });
        await subject.setViewportSize({ width, height });
        if (prepare) await prepare();
        else await subject.evaluate(() => scrollTo(0, 0));
        await subject.waitForFunction(() =>
          [...document.querySelectorAll("video")].every(
            ({ preload, readyState }) => preload === "none" || readyState > 0,
          ),
        );
        await subject.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png`, fullPage: !prepare });
      }
    }
    await subject.setViewportSize({ width: 1280, height: 800 });
  }

  /** Takes the same page in Chinese, and switches back. */
  async function inChinese(name: string): Promise<void> {
    const cookie = { name: "nextscene_language", url: app.url };
    await context.addCookies([{ ...cookie, value: "zh" }]);
    await page.reload();
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.waitForLoadState("load");
    await shoot(`${name}-zh`);
    await context.addCookies([{ ...cookie, value: "en" }]);
    await page.reload();
    await page.getByRole("heading", { level: 1 }).waitFor();
  }

  async function close(): Promise<void> {
    await browser.close();
    await app.stop();
    await rm(dataDir, { recursive: true, force: true });
  }

  return { app, browser, context, page, sandbox: sandboxOf({ app }), shoot, inChinese, close };
}
