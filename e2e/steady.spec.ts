import type { Page } from "@playwright/test";
import { askJob, filmLength, startFilm, step } from "./making";
import { expect, test } from "./test-app";

/** Pages are complete at once and do not move: counts layout shifts from the first byte on. */

const countShifts = (page: Page) =>
  page.addInitScript(() => {
    const counted = Object.assign(window, { shifts: 0 });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
        if (!entry.hadRecentInput) counted.shifts += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
  });
const shiftsOf = (page: Page) => page.evaluate(() => (window as { shifts?: number }).shifts);

const sizes = [
  [1280, 800],
  [390, 844],
] as const;

test("nothing moves while a page loads: create, list, a running and a finished job", async ({ page }) => {
  const id = await startFilm(page, "The ice cracks.");
  await expect(page.getByRole("link", { name: "Download", exact: true })).toBeVisible({ timeout: filmLength });
  const running = await startFilm(page, "The thaw is slow. [fault:wan-i2v:slow=60]");
  await countShifts(page);
  for (const [width, height] of sizes) {
    await page.setViewportSize({ width, height });
    for (const [path, there] of [
      ["/", page.getByRole("article").first()],
      ["/jobs", page.getByRole("article").first()],
      [`/jobs/${id}`, page.getByRole("button", { name: /^Queue: [1-9]/ })],
      [`/jobs/${running}`, page.getByRole("button", { name: /^Queue: [1-9]/ })],
    ] as const) {
      await page.goto(path);
      await expect(there).toBeVisible();
      await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
      expect(await shiftsOf(page), `${path} ${width}`).toBeLessThan(0.02);
    }
  }
  await page.request.post(`/v1/jobs/${running}/cancel`, { headers: { origin: new URL(page.url()).origin } });
});

test("the server's HTML contains the job, with its name in the title", async ({ page, browser }) => {
  const id = await startFilm(page, "The heron stands still. [fault:wan-i2v:slow=60]");
  await expect(step(page, "keyframe.1")).toHaveAttribute("data-status", "succeeded", { timeout: filmLength });
  const { steps } = await askJob(page, id);
  const state = await page.context().storageState();
  const still = await browser.newContext({ javaScriptEnabled: false, storageState: state });
  const quiet = await still.newPage();
  await quiet.goto(page.url());
  await expect(quiet).toHaveTitle("The heron stands still. [fault:wan-i2v:slow=60] · Nextscene");
  await expect(quiet.locator("[data-step]")).toHaveCount(steps.length);
  await expect(step(quiet, "keyframe.1").locator("img")).toBeVisible();
  await still.close();
  await page.request.post(`/v1/jobs/${id}/cancel`, { headers: { origin: new URL(page.url()).origin } });
});

test("a list, or its next page, that fails to load shows an error and a retry", async ({ page }) => {
  const id = await startFilm(page, `The well is deep ${Date.now()}. [fault:wan-i2v:slow=60]`);
  await page.request.post(`/v1/jobs/${id}/cancel`, { headers: { origin: new URL(page.url()).origin } });
  await page.route("**/v1/jobs?*", (route) => route.fulfill({ status: 500, body: "{}" }));
  await page.goto("/jobs");
  await expect(page.getByRole("alert").filter({ hasText: "500" })).toBeVisible();
  await page.unroute("**/v1/jobs?*");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.locator(`a[href="/jobs/${id}"]`)).toBeVisible();

  // Pretends that there is one more page to load.
  await page.route("**/v1/jobs?*", async (route) => {
    if (route.request().url().includes("after=")) return route.fulfill({ status: 500, body: "{}" });
    const answer = await route.fetch();
    await route.fulfill({ json: { ...(await answer.json()), hasMore: true } });
  });
  await page.reload();
  await page.getByRole("button", { name: "Show older jobs" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "500" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Show older jobs" })).toBeEnabled();
  await page.unrouteAll({ behavior: "wait" });
});

test("a page that fails keeps the header, so that other pages are reachable", async ({ page }) => {
  await page.route("**/v1/events?*", (route) =>
    route.fulfill({
      contentType: "text/event-stream",
      body: `event: snapshot\nid: 1\ndata: ${JSON.stringify({ data: [{ id: "broken", createdAt: "", status: "completed" }] })}\n\n`,
    }),
  );
  await page.goto("/jobs");
  await expect(page.getByRole("heading", { name: "Something went wrong" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Make" })).toBeVisible();
});
