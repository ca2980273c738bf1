import type { Page } from "@playwright/test";
import { askJob, filmLength, pictureIsShown, startFilm, step, steps } from "./making";
import { expect, test } from "./test-app";

/** A page shows the current state, also after changes from elsewhere. */

const ask = (page: Page, path: string, data?: object) =>
  page.request.post(path, { headers: { origin: new URL(page.url()).origin }, data });
const film = (page: Page) => page.getByRole("link", { name: "Download", exact: true });

test("the page of a finished job shows a re-take that started elsewhere, up to the new film", async ({ page }) => {
  const id = await startFilm(page, "The oar dips once.");
  await expect(film(page)).toBeVisible({ timeout: filmLength });
  await page.reload();
  await expect(film(page)).toBeVisible();
  const before = await askJob(page, id);

  const clip = "clip.1";
  expect((await ask(page, `/v1/jobs/${id}/steps/${clip}/retake`, { seed: 11, continue: true })).status()).toBe(202);
  await expect(page.getByRole("button", { name: "Cancel", exact: true })).toBeVisible();
  await expect(film(page)).toBeVisible({ timeout: filmLength });
  await expect(page.getByRole("button", { name: "Re-take Scene 1: clip" })).toHaveText("Take 2 of 2");
  expect((await askJob(page, id)).outputs[0]?.sha256).not.toBe(before.outputs[0]?.sha256);
});

test("a job's page has one stream, and a tab opened in the background has none until it is visible", async ({
  page,
  context,
}) => {
  const id = await startFilm(page, "A tram waits. [fault:wan-i2v:slow=60]");
  const other = await context.newPage();
  await other.addInitScript(() => {
    let state = "hidden";
    Object.defineProperty(document, "visibilityState", { get: () => state });
    addEventListener("looked-at", () => {
      state = "visible";
      document.dispatchEvent(new Event("visibilitychange"));
    });
  });
  const streams: string[] = [];
  other.on("request", (request) => {
    if (/\/events(\?|$)/.test(request.url())) streams.push(new URL(request.url()).pathname);
  });
  await other.goto(`/jobs/${id}`);
  await pictureIsShown(page, "keyframe.1");
  await expect(other.getByRole("heading", { level: 1 })).toContainText("A tram waits.");
  expect(streams).toEqual([]);

  await other.evaluate(() => dispatchEvent(new Event("looked-at")));
  await pictureIsShown(other, "keyframe.1");
  expect(streams).toEqual([`/v1/jobs/${id}/events`]);
  await ask(page, `/v1/jobs/${id}/cancel`);
  await expect(other.getByText("This job was cancelled")).toBeVisible();
});

test("a failed re-take keeps the film and its controls usable, and its message can be dismissed", async ({ page }) => {
  const id = await startFilm(page, "The clock strikes.");
  await expect(film(page)).toBeVisible({ timeout: filmLength });
  const clip = "clip.1";
  await ask(page, `/v1/jobs/${id}/steps/${clip}/retake`, { prompt: "It stops. [fault:wan-i2v:fail=a spring broke]" });
  const banner = page.getByRole("alert").filter({ hasText: "a spring broke" });
  await expect(banner).toBeVisible({ timeout: filmLength });
  const player = page.getByRole("region", { name: "The film" }).locator("video");
  const [above, below] = [await player.boundingBox(), await banner.boundingBox()];
  expect((above?.y ?? 0) + (above?.height ?? 0)).toBeLessThanOrEqual(below?.y ?? 0);
  await expect(step(page, "clip.1")).toContainText("a spring broke");
  await page.getByRole("button", { name: "Dismiss" }).click();
  await expect(banner).toBeHidden();
  await page.getByRole("button", { name: "Re-take Scene 1: clip" }).click();
  await expect(page.getByRole("dialog").getByText("a spring broke", { exact: true })).toBeVisible();
});

test("while a call is retried, its card shows the reason and the attempt", async ({ page }) => {
  const id = await startFilm(page, "The line is busy. [fault:wan-i2v:submit-503=9]");
  await expect(steps(page, "retrying").first()).toContainText(/attempt \d/, { timeout: filmLength });
  await expect(steps(page, "retrying").first()).toContainText(/wan-i2v|503|again/);
  await ask(page, `/v1/jobs/${id}/cancel`);
});

test.describe("in motion", () => {
  test.use({ contextOptions: { reducedMotion: "no-preference" } });

  test("a clip plays while the pointer rests on it", async ({ page }) => {
    await startFilm(page, "A flag moves in the wind.");
    await expect(film(page)).toBeVisible({ timeout: filmLength });
    const clip = step(page, "clip.1").locator("video");
    expect(await clip.evaluate((video: HTMLVideoElement) => video.paused)).toBe(true);
    await clip.hover();
    await expect.poll(() => clip.evaluate((video: HTMLVideoElement) => video.currentTime)).toBeGreaterThan(0.1);
    await page.mouse.move(0, 0);
    await expect.poll(() => clip.evaluate((video: HTMLVideoElement) => video.paused)).toBe(true);
  });
});
