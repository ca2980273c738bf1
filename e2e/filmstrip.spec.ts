import type { Page } from "@playwright/test";
import { isAccessible } from "./accessible";
import { askJob, filmLength, openMaker, prompt, startButton, startFilm } from "./making";
import { expect, runningApp, test } from "./test-app";

/** The shots of a film side by side: the stage while it is made, small cards below the finished film. */

const scenes = (page: Page) => page.locator("[data-scene]");
const fold = (page: Page) => page.locator("details", { has: page.getByRole("heading", { name: "Steps" }) });
const cancel = (page: Page, id: string) =>
  page.request.post(`/v1/jobs/${id}/cancel`, { headers: { origin: runningApp().url } });

test.beforeEach(async ({ context }) => {
  await context.clearCookies({ name: "nextscene_folds" });
});

const sizes = [
  [390, 844],
  [1280, 720],
  [1920, 1080],
] as const;

test("while a film is made all its shots are above the fold at every size, and the steps are folded away until they are opened", async ({
  page,
}) => {
  const id = await startFilm(page, "A lighthouse is lit. [fault:wan-i2v:slow=90]");
  await expect(scenes(page)).toHaveCount(3, { timeout: filmLength });
  for (let n = 1; n <= 3; n++) {
    await expect(page.locator(`[data-scene="Scene ${n}"] img`)).toBeVisible({ timeout: filmLength });
  }
  for (const [width, height] of sizes) {
    await page.setViewportSize({ width, height });
    await page.evaluate(() => scrollTo(0, 0));
    const boxes = await scenes(page).evaluateAll((all) => all.map((one) => one.getBoundingClientRect().toJSON()));
    expect(new Set(boxes.map(({ top }) => Math.round(top))).size, `${width}: side by side`).toBe(1);
    for (const { bottom, right } of boxes) {
      expect(bottom, `${width}: above the fold`).toBeLessThanOrEqual(height);
      expect(right, `${width}: inside of the page`).toBeLessThanOrEqual(width);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  }
  await isAccessible(page);
  await expect(fold(page)).not.toHaveAttribute("open");
  await page.getByRole("heading", { name: "Steps" }).click();
  await expect(page.getByRole("button", { name: "Details of Scene 1: keyframe" })).toBeVisible();
  await page.reload();
  await expect(fold(page)).toHaveAttribute("open");
  await cancel(page, id);
});

test("at a review the shots, the price of the rest and the button are in sight together", async ({ page }) => {
  await openMaker(page);
  await page.getByRole("button", { name: "Use the sample picture" }).click();
  await prompt(page).fill("A tent is pitched.");
  await page.getByLabel("Let me review the scenes and the keyframes first").check();
  await startButton(page).click();
  const approve = page.getByRole("button", { name: "Approve and continue" });
  await approve.click({ timeout: filmLength });
  const bar = page.getByRole("region", { name: "Review the keyframes" });
  await expect(bar).toBeVisible({ timeout: filmLength });
  for (const [width, height] of sizes) {
    await page.setViewportSize({ width, height });
    await page.evaluate(() => scrollTo(0, 0));
    await expect(bar.getByText(/\$/)).toBeInViewport();
    await expect(approve).toBeInViewport({ ratio: 1 });
    await expect(scenes(page).first()).toBeInViewport();
  }
  await isAccessible(page);
  await cancel(page, new URL(page.url()).pathname.split("/").at(-1) ?? "");
});

test("two shots are made again at one price, and the takes of one are compared in step", async ({ page }) => {
  const id = await startFilm(page, "A gate swings open.");
  await expect(page.getByRole("link", { name: "Download", exact: true })).toBeVisible({ timeout: filmLength });
  await page.getByRole("button", { name: "Re-take several shots" }).click();
  const bar = page.getByRole("region", { name: "Re-take several shots" });
  await page.getByRole("checkbox", { name: "Choose Scene 1" }).click();
  await page.getByRole("checkbox", { name: "Choose Scene 3" }).click();
  await expect(bar.getByRole("radio", { name: "Clip" })).toBeChecked();
  await expect(bar.getByText(/^about .*\$/)).toBeVisible();
  await isAccessible(page);
  await bar.getByRole("button", { name: "Make 2 shots again" }).click();
  await expect(page.getByRole("region", { name: "1 step is out of date" })).toBeVisible({ timeout: filmLength });
  const { steps } = await askJob(page, id);
  expect(steps.filter(({ takes }) => takes.length === 2).map(({ key }) => key)).toEqual(["clip.1", "clip.3"]);

  await page.getByRole("button", { name: "Re-take Scene 1", exact: true }).click();
  const pair = page.getByRole("dialog").getByRole("region", { name: "Two takes side by side" });
  const videos = pair.locator("video");
  await expect(videos).toHaveCount(2);
  await isAccessible(page);
  const at = () => videos.evaluateAll((all: HTMLVideoElement[]) => all.map(({ currentTime }) => currentTime));
  await pair.getByRole("slider").fill("1");
  await expect.poll(async () => (await at()).map((time) => Math.round(time * 10))).toEqual([10, 10]);
  await pair.getByRole("button", { name: "Play" }).click();
  await expect.poll(async () => Math.min(...(await at()))).toBeGreaterThan(1.1);
});
