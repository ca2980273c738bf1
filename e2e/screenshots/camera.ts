import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Page, chromium as playwright } from "@playwright/test";
import { type FoldName, foldsCookie, writtenFolds } from "@/app/(studio)/jobs/[id]/_panels/folds";
import { startAll } from "@/cli/supervisor/supervisor";
import type { Job } from "@/lib/schemas/job";
import { sandboxOf } from "@/testing/sandbox-admin";
import { chromium } from "../chromium";
import { askJob, filmLength } from "../making";

/** A part of the product whose states are taken with an app of its own. */
export type Part = { settings?: Record<string, string>; shoot: (camera: Camera) => Promise<void> };
export type Camera = Awaited<ReturnType<typeof openCamera>>;

const folder = "screenshots";
const sizes = [
  [1920, 1080],
  [1280, 720],
  [390, 844],
] as const;
const narrowest = 320;
/** In a picture of a whole page, what stays at the lower edge of the window would cover its middle. */
const whole = "[data-start-bar], .sticky.bottom-4 { position: static !important }";

/**
 * An app with its own prices and settings, a browser that is signed in, and functions that save pictures of the pages
 * to `screenshots/`.
 */
export async function openCamera(settings: Record<string, string> = {}) {
  await mkdir(folder, { recursive: true });
  const dataDir = await mkdtemp(join(tmpdir(), "nextscene-screenshots-"));
  const env = { SANDBOX_CONCURRENCY: "16", QWEN_EDIT_PRICE: "0.02", WAN_I2V_PRICE: "0.35", ...settings };
  const app = await startAll({ ports: "free", dataDir, quiet: true, env });
  const browser = await playwright.launch(chromium());
  const context = await browser.newContext({ baseURL: app.url, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  const { origin } = new URL(app.url);

  const signIn = async () => {
    await page.goto(app.signInUrl);
    await page.getByRole("heading", { level: 1 }).waitFor();
  };

  /** Takes the current page at three widths in both colour schemes; `prepare` repeats what a resize undoes. */
  async function shoot(name: string, prepare?: () => Promise<void>, subject: Page = page): Promise<void> {
    for (const colorScheme of ["light", "dark"] as const) {
      for (const [width, height] of sizes) {
        await subject.emulateMedia({ colorScheme });
        await touch(subject, width < 500);
        await subject.setViewportSize({ width, height });
        if (prepare) await prepare();
        else await subject.evaluate(() => scrollTo(0, 0));
        await mediaAreSeen(subject);
        const path = `${folder}/${name}-${width}-${colorScheme}.png`;
        await subject.screenshot({ path, fullPage: !prepare, style: prepare ? "" : whole });
      }
    }
    await subject.setViewportSize({ width: narrowest, height: 640 });
    const wide = await subject.evaluate(() => document.documentElement.scrollWidth);
    if (wide > narrowest) console.warn(`${name} is ${wide} pixels wide on a screen of ${narrowest}.`);
    await subject.setViewportSize({ width: 1280, height: 720 });
    await touch(subject, false);
  }

  /** A phone is pressed with a finger, and has no room for what only a mouse needs. */
  async function touch(subject: Page, enabled: boolean): Promise<void> {
    const session = await subject.context().newCDPSession(subject);
    await session.send("Emulation.setTouchEmulationEnabled", { enabled });
    await session.detach();
  }

  /** Takes the current page as it is printed, and with the colours of a person who chose few. */
  async function shootModes(name: string): Promise<void> {
    await page.emulateMedia({ media: "print", colorScheme: "light" });
    await page.setViewportSize({ width: 794, height: 1123 });
    await page.screenshot({ path: `${folder}/${name}-print.png`, fullPage: true });
    await page.emulateMedia({ media: "screen", forcedColors: "active", colorScheme: "dark" });
    await page.setViewportSize({ width: 1280, height: 720 });
    await page.screenshot({ path: `${folder}/${name}-forced.png`, fullPage: true, style: whole });
    await page.emulateMedia({ media: null, forcedColors: null });
  }

  async function speak(language: "en" | "zh"): Promise<void> {
    await context.addCookies([{ name: "nextscene_language", value: language, url: app.url }]);
    await page.reload();
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.waitForLoadState("load");
  }

  /** Takes the same page in Chinese, and switches back. */
  async function inChinese(name: string): Promise<void> {
    await speak("zh");
    await shoot(`${name}-zh`);
    await speak("en");
  }

  /** Opens or folds away the steps and the timeline of every job. */
  const fold = (open: Partial<Record<FoldName, boolean>>) =>
    context.addCookies([{ name: foldsCookie, value: writtenFolds(open), url: app.url }]);

  /** Sends a request of the studio to the API. */
  const send = (method: "post" | "patch" | "delete", path: string, data?: object) =>
    page.request[method](path, { headers: { origin }, data });

  /** Starts a job and returns its id. */
  async function start(data: object): Promise<string> {
    const started = await send("post", "/v1/generate", data);
    if (!started.ok()) throw new Error(await started.text());
    return (await started.json()).id;
  }

  /** Waits until the API says this about the job. */
  async function until(id: string, isSo: (job: Job) => boolean): Promise<Job> {
    const end = Date.now() + 2 * filmLength;
    for (;;) {
      const job = await askJob(page, id);
      if (isSo(job)) return job;
      if (Date.now() > end) throw new Error(`Job ${id} is still ${job.status}.`);
      await page.waitForTimeout(250);
    }
  }

  async function upload(bytes: Buffer, type: string, name = ""): Promise<string> {
    const headers = { origin, "content-type": type };
    const query = name && `?name=${encodeURIComponent(name)}`;
    const sent = await page.request.post(`/v1/uploads${query}`, { data: bytes, headers });
    if (!sent.ok()) throw new Error(await sent.text());
    return (await sent.json()).id;
  }

  async function close(): Promise<void> {
    await browser.close();
    await app.stop();
    await rm(dataDir, { recursive: true, force: true });
  }

  const actions = { signIn, shoot, shootModes, speak, inChinese, fold, send, start, until, upload, close };
  return { app, browser, context, page, origin, sandbox: sandboxOf({ app }), ...actions };
}

/** Loads the pictures below the window, too, and waits for the first frames of the videos. */
async function mediaAreSeen(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const img of document.images) img.loading = "eager";
  });
  await page.waitForFunction(
    () =>
      [...document.querySelectorAll("video")].every(
        ({ preload, readyState }) => preload === "none" || readyState > 0,
      ) && [...document.images].every(({ complete }) => complete),
  );
}
