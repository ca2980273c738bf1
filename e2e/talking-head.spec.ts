import { mkdir, readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { makeShot } from "@/lib/media/matting/testing/footage";
import { isAccessible } from "./accessible";
import { askJob, filmLength } from "./making";
import { expect, runningApp, test } from "./test-app";

/** A person chooses a background at a review, and compares the film with the video that they gave. */

test.use({ hasTouch: true });

const headers = () => ({ origin: runningApp().url });
const candidate = (page: Page, name: string) =>
  page.getByRole("listitem").filter({ has: page.getByRole("img", { name, exact: true }) });
const isChosen = (page: Page, name: string) =>
  expect(candidate(page, name)).toHaveAttribute("data-chosen", "true", { timeout: filmLength });
const use = (page: Page, n: number) => page.getByRole("button", { name: `Use this one: picture ${n}`, exact: true });
const review = (page: Page) => page.getByRole("region", { name: "Review the backgrounds" });
const approve = (page: Page) => page.getByRole("button", { name: "Approve and continue" });
const videos = (page: Page) => page.locator("[data-compare] video");
const times = (page: Page) =>
  videos(page).evaluateAll((all: HTMLVideoElement[]) => all.map(({ currentTime }) => currentTime));

async function atTheBackgrounds(page: Page, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const { video } = await makeShot(folder, "head", { width: 180, height: 320, seconds: 2, fps: 8 });
  const sent = await page.request.post("/v1/uploads", {
    headers: { ...headers(), "content-type": "video/mp4" },
    data: await readFile(video),
  });
  const input = [{ type: "video", url: `asset:${(await sent.json()).id}` }];
  const options = { resolution: "360p", fps: 8, matting: "fast", social: ["square"] };
  const started = await page.request.post("/v1/generate", {
    headers: headers(),
    data: { model: "talking-head", input, options, review: true },
  });
  expect(started.status()).toBe(202);
  const { id } = await started.json();
  await page.goto(`/jobs/${id}`);
  await expect(review(page)).toBeVisible({ timeout: filmLength });
  return id;
}

test("a background is chosen among several or given, and the film is compared with the video", async ({
  page,
  context,
}, info) => {
  const id = await atTheBackgrounds(page, info.outputDir);
  const step = async () => (await askJob(page, id)).steps.find(({ key }) => key === "choice");
  const before = await step();
  const offered = before?.inputs.filter(({ field }) => field === "images") ?? [];
  expect(offered).toHaveLength(3);
  const chosen = offered.findIndex(({ sha256 }) => sha256 === before?.outputs[0]?.sha256) + 1;
  await isChosen(page, `Picture ${chosen}`);
  await expect(page.getByRole("button", { name: /^Use this one/ })).toHaveCount(2);
  await expect(page.getByText("Chosen", { exact: true })).toHaveCount(1);
  await isAccessible(page);

  const [one = 0, other = 0] = [1, 2, 3].filter((n) => n !== chosen);
  await use(page, one).press("Enter");
  await isChosen(page, `Picture ${one}`);
  expect(await step()).toMatchObject({ byHand: true, cost: 0, outputs: [{ sha256: offered[one - 1]?.sha256 }] });
  const own = page.getByLabel("Use my own picture", { exact: true }).and(page.locator("input"));
  await expect(review(page)).toBeVisible({ timeout: filmLength });
  await own.setInputFiles("public/sample.jpg");
  await isChosen(page, "Your own picture");
  await expect(page.getByRole("button", { name: /^Use this one/ })).toHaveCount(3);
  // Picture `one` is an earlier take by hand: it is chosen again, and not given twice.
  await use(page, one).click();
  await isChosen(page, `Picture ${one}`);
  expect((await step())?.takes).toHaveLength(3);
  await use(page, other).click();
  await isChosen(page, `Picture ${other}`);
  await expect(approve(page)).toBeEnabled({ timeout: filmLength });
  await approve(page).click();
  await expect(page.getByRole("link", { name: "Download", exact: true })).toBeVisible({ timeout: 2 * filmLength });
  expect(
    (await askJob(page, id)).steps.find(({ key }) => key === "film")?.inputs.map(({ sha256 }) => sha256),
  ).toContain(offered[other - 1]?.sha256);

  const line = page.getByRole("slider", { name: "Line between before and after" });
  await expect(line).toHaveValue("50");
  await line.press("Home");
  await expect(line).toHaveValue("0");
  await line.press("ArrowRight");
  await expect(line).toHaveAttribute("aria-valuetext", "1% before");
  await line.press("End");
  await expect(line).toHaveValue("100");
  await page.setViewportSize({ width: 390, height: 844 });
  await line.scrollIntoViewIfNeeded();
  const box = await line.boundingBox();
  if (!box) throw new Error("The line has no place on the page.");
  await page.touchscreen.tap(box.x + box.width / 4, box.y + box.height / 3);
  await expect.poll(async () => Number(await line.inputValue())).toBeLessThan(30);
  expect(Number(await line.inputValue())).toBeGreaterThan(20);
  await isAccessible(page);

  await page.getByRole("button", { name: "Play", exact: true }).click();
  await expect.poll(() => times(page).then((all) => Math.min(...all))).toBeGreaterThan(0.2);
  await page
    .getByRole("button", { name: "Pause", exact: true })
    .or(page.getByRole("button", { name: "Play", exact: true }))
    .click();
  const position = page.getByRole("slider", { name: "Position" });
  await position.press("Home");
  await position.press("PageUp");
  await expect.poll(() => times(page).then(([lead = 0, behind = 9]) => Math.abs(lead - behind))).toBeLessThan(0.1);
  expect((await times(page))[0]).toBeGreaterThan(0);
  await page.getByRole("button", { name: "Mute" }).click();
  await expect(page.getByRole("button", { name: "Unmute" })).toBeVisible();

  const files = page.getByRole("region", { name: "Files and values of the result" });
  await expect(files.getByRole("listitem").filter({ hasText: "Square, 1:1" })).toContainText("360 × 360");
  await expect(files.getByRole("link", { name: "Save Pack the assets.zip" })).toBeVisible();
  await expect(files.getByText("Compare before and after")).toBeVisible();

  await context.addCookies([{ name: "nextscene_language", value: "zh", url: runningApp().url }]);
  await page.reload();
  await expect(page.getByRole("slider", { name: "处理前后的分界线" })).toHaveAttribute(
    "aria-valuetext",
    "处理前占 50%",
  );
  await expect(page.getByRole("region", { name: "结果中的文件与数值" }).getByText("方形 1:1")).toBeVisible();
  await isAccessible(page);
});

test("a step shows what it has made so far, on its row and for those who do not see it", async ({ page }) => {
  const sent = await page.request.post("/v1/uploads", {
    headers: { ...headers(), "content-type": "video/mp4" },
    data: await readFile("public/sample-talking.mp4"),
  });
  const input = [{ type: "video", url: `asset:${(await sent.json()).id}` }];
  const started = await page.request.post("/v1/generate", {
    headers: headers(),
    data: { model: "talking-head", input, options: { resolution: "360p" } },
  });
  const { id } = await started.json();
  await page.goto(`/jobs/${id}`);
  const soFar = page.getByRole("img", { name: /^(Cut out the person|Compose the film), so far$/ });
  await expect(soFar).toBeVisible({ timeout: filmLength });
  expect(await soFar.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalHeight))).toBe(320);
  await page.getByRole("button", { name: "Cancel" }).first().click();
});
