import type { Page } from "@playwright/test";
import { filmLength, picker, pictureIsShown, prompt, startFilm, step } from "./making";
import { expect, test } from "./test-app";

test.use({ contextOptions: { reducedMotion: "no-preference" } });

type Shifts = { shifts?: number };

/** Counts how far elements move on the page without an action of the user. */
const watchShifts = (page: Page) =>
  page.evaluate(() => {
    const counted = window as Shifts;
    counted.shifts = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
        if (!entry.hadRecentInput) counted.shifts = (counted.shifts ?? 0) + entry.value;
    }).observe({ type: "layout-shift" });
  });
const shiftsOf = (page: Page) => page.evaluate(() => (window as Shifts).shifts);

for (const [width, height] of [
  [1280, 800],
  [390, 844],
] as const) {
  test(`nothing moves while a job runs and then fails, ${width} pixels wide`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await startFilm(page, `The kettle whistles at ${width}. [fault:wan-i2v:fail=the GPU is on fire@2]`);
    await expect(page.getByRole("heading", { name: "Timeline" })).toBeVisible();
    await watchShifts(page);
    await expect(page.getByRole("button", { name: "Try again" })).toBeVisible({ timeout: filmLength });
    expect(await shiftsOf(page)).toBeLessThan(0.02);
  });
}

test("a lost connection removes nothing from the page, and the film appears after it", async ({ page, context }) => {
  await startFilm(page, "The lamp is carried out. [fault:wan-i2v:slow=4]");
  await pictureIsShown(page, "keyframe.1");
  await page.evaluate(() => {
    const frame = document.querySelector('[data-step="keyframe.1"] img');
    frame?.setAttribute("data-same", "yes");
  });
  await context.setOffline(true);
  await context.setOffline(false);

  await expect(page.getByRole("link", { name: "Download" })).toBeVisible({ timeout: filmLength });
  await expect(page.locator("[data-same]")).toHaveCount(1);
});

test("a cancel shows what it will stop, and then what it has stopped", async ({ page }) => {
  await startFilm(page, "The ferry waits. [fault:wan-i2v:slow=60]");
  await pictureIsShown(page, "keyframe.1");
  await expect(step(page, "clip.1")).toHaveAttribute("data-status", "waiting");
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("alertdialog")).toContainText("Scene 1: clip");
  await page.getByRole("alertdialog").getByRole("button", { name: "Cancel the job" }).click();

  const told = page.getByRole("status").filter({ hasText: "This job was cancelled" });
  await expect(told).toContainText("Scene 1: clip:");
  await expect(page.getByRole("row", { name: /Scene 1: keyframe/ })).toContainText(/from \d:\d\d to \d:\d\d/);
});

test("a copy of a job has its texts, numbers and picture filled in", async ({ page }) => {
  const id = await startFilm(page, "The last swift leaves. [fault:wan-i2v:slow=60]");
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Cancel the job" }).click();
  await page.getByRole("link", { name: "Make another" }).click();

  await expect(page).toHaveURL(`/?from=${id}`);
  await expect(prompt(page)).toHaveValue("The last swift leaves. [fault:wan-i2v:slow=60]");
  await expect(page.getByText("Uploaded")).toBeVisible();
  await expect(picker(page)).not.toHaveAttribute("aria-invalid");
  await prompt(page).fill("The first swift returns. [fault:wan-i2v:slow=60]");
  await prompt(page).press("Control+Enter");
  await page.waitForURL((url) => url.pathname.startsWith("/jobs/") && !url.pathname.endsWith(id));
  const next = new URL(page.url()).pathname.split("/").at(-1);
  await page.request.post(`/v1/jobs/${next}/cancel`, { headers: { origin: new URL(page.url()).origin } });
});
