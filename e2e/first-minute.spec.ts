import type { Page } from "@playwright/test";
import sharp from "sharp";
import { isAccessible } from "./accessible";
import { askJob, chooseModel, jobIdOf, openMaker, picker, prompt, startButton, startedBy } from "./making";
import { expect, test } from "./test-app";

/** The first minute: the page shows what comes out, says what to write, and the start is in view. */

const headline = (page: Page, name: string) => page.getByRole("heading", { level: 1, name });
const sampleButton = (page: Page) => page.getByRole("button", { name: "Make the sample film" });
const cancel = (page: Page, id: string) =>
  page.request.post(`/v1/jobs/${id}/cancel`, { headers: { origin: new URL(page.url()).origin } });

const films = [
  ["Next-scene film", "What happens next?"],
  ["Film from a topic", "What is the film about?"],
  ["Talking head", "Put your talk in a better room"],
  ["Product showcase", "Show the product at its best"],
] as const;

test("each film workflow has its own headline, three examples and a sample that plays", async ({ page }) => {
  await openMaker(page);
  for (const [title, words] of films) {
    await chooseModel(page, title);
    await expect(headline(page, words)).toBeVisible();
    await expect(page.getByRole("list", { name: "Examples" }).getByRole("button")).toHaveCount(3);
    const sample = page.getByLabel(`Sample: ${title}`);
    await sample.evaluate((video: HTMLVideoElement) => video.play());
    await expect.poll(() => sample.evaluate((video: HTMLVideoElement) => video.currentTime)).toBeGreaterThan(0);
    await isAccessible(page);
  }
});

test("the start is in view without scrolling, on a small laptop and on a phone", async ({ page }) => {
  for (const size of [
    { width: 1280, height: 720 },
    { width: 390, height: 844 },
    { width: 320, height: 640 },
  ]) {
    await page.setViewportSize(size);
    await openMaker(page);
    for (const [title] of films) {
      await chooseModel(page, title);
      await page.evaluate(() => scrollTo(0, 0));
      await expect(startButton(page)).toBeInViewport({ ratio: 1 });
      await expect(page.getByRole("combobox", { name: "Workflow" })).toBeInViewport({ ratio: 1 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(size.width);
    }
  }
});

test("a click on an example fills in the form, also its lists", async ({ page }) => {
  await openMaker(page);
  await page.getByRole("button", { name: "Rain begins to fall" }).click();
  await expect(prompt(page)).toHaveValue(/^Rain begins to fall/);
  await chooseModel(page, "Product showcase");
  await page.getByRole("button", { name: "Headphones for a long flight" }).click();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Aura One");
  await expect(page.getByLabel("Selling points 2", { exact: true })).toHaveValue("Folds flat");
});

test("one click fills in the sample; a film that costs money waits for the start at its price", async ({ page }) => {
  await openMaker(page);
  const started = startedBy(page);
  await sampleButton(page).click();
  await expect(page.getByText(/^about .*\$0\.90/)).toBeVisible();
  await expect(startButton(page)).toBeFocused();
  await expect(prompt(page)).toHaveValue(/^The wind rises/);
  await expect(page.getByText("sample.jpg")).toBeVisible();
  expect(started).toEqual([]);
});

test("one click makes a sample that costs nothing", async ({ page }) => {
  // The services of this app have prices.
  await page.route("**/v1/generate?dry_run=true", async (route) => {
    const response = await route.fetch();
    const quote = await response.json();
    await route.fulfill({ response, json: { ...quote, cost: { ...quote.cost, estimated: 0, max: 0 } } });
  });
  await openMaker(page);
  await chooseModel(page, "Product showcase");
  await sampleButton(page).click();
  const id = await jobIdOf(page);
  expect(await askJob(page, id)).toMatchObject({ model: "product-showcase", options: { name: "Meadow" } });
  await cancel(page, id);
});

test("a film takes the shape of its picture unless another one is chosen", async ({ page }) => {
  await openMaker(page);
  await page.getByRole("button", { name: "Use the sample picture" }).click();
  await expect(page.getByRole("button", { name: "16:9", pressed: true })).toBeVisible();
  await page.getByRole("button", { name: "1:1" }).click();
  await page.getByRole("button", { name: "Remove sample.jpg" }).click();
  await page.getByRole("button", { name: "Use the sample picture" }).click();
  await expect(page.getByText("Uploaded")).toBeVisible();
  await expect(page.getByRole("button", { name: "1:1", pressed: true })).toBeVisible();
});

test("a picture does not change a height that was typed before", async ({ page }) => {
  await openMaker(page);
  await page.getByRole("button", { name: "More options" }).click();
  const height = page.getByRole("spinbutton", { name: "Height" });
  await height.fill("320");
  await page.getByRole("button", { name: "Use the sample picture" }).click();
  await expect(page.getByText("Uploaded")).toBeVisible();
  await expect(height).toHaveValue("320");
});

test("a picture that comes while the caret is in a side leaves that side alone until the caret leaves", async ({
  page,
}) => {
  const portrait = await sharp({ create: { width: 180, height: 320, channels: 3, background: "#c63" } })
    .jpeg()
    .toBuffer();
  const give = async () => {
    await picker(page).setInputFiles({ name: "portrait.jpg", mimeType: "image/jpeg", buffer: portrait });
    await expect(page.getByText("Uploaded")).toBeVisible();
  };
  const width = page.getByRole("spinbutton", { name: "Width" });
  await openMaker(page);
  await page.getByRole("button", { name: "More options" }).click();
  await width.selectText();
  await give();
  await page.keyboard.type("160");
  await expect(width).toHaveValue("160");

  await openMaker(page);
  await page.getByRole("button", { name: "More options" }).click();
  await width.selectText();
  await give();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "9:16", pressed: true })).toBeVisible();
});

test.describe("in Chinese", () => {
  test.use({ locale: "zh-CN" });
  test("the headlines, examples and choices are Chinese", async ({ page }) => {
    await page.goto("/");
    for (const [title, words, example] of [
      ["主题成片", "影片讲什么？", "海水为什么是咸的"],
      ["口播美化", "给讲话换一个更好的场景", "暗调的电影感"],
      ["产品展示", "展示产品最好的一面", "单一庄园的咖啡"],
    ] as const) {
      await page.getByRole("combobox", { name: "工作流" }).click();
      await page.getByRole("option", { name: title }).click();
      await expect(headline(page, words)).toBeVisible();
      await page.getByRole("button", { name: example }).click();
      await expect(page.getByText("草稿已保留。")).toBeVisible();
    }
  });
});
