import type { Page } from "@playwright/test";
import type { Job } from "@/lib/schemas/job";
import { isAccessible } from "./accessible";
import { askJob, filmLength, jobIdOf, openMaker, prompt, startButton } from "./making";
import { expect, runningApp, test } from "./test-app";

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const cards = (page: Page) => page.getByRole("list", { name: "Scenes" }).getByRole("listitem");
const text = (page: Page, number: number) => page.getByLabel(`Scene ${number}: Text`, { exact: true });
const texts = (page: Page) => cards(page).getByRole("textbox");
const review = (page: Page, of: string) => page.getByRole("region", { name: `Review the ${of}` });
const said = (page: Page, what: string) =>
  expect(page.getByRole("status").filter({ hasText: what }).first()).toBeAttached();

const promptsOf = (job: Job, key: string) =>
  job.steps.filter((step) => step.key.startsWith(`${key}.`) && step.status !== "skipped").map(({ prompt }) => prompt);
const textOf = (job: Job) => job.steps.find(({ key }) => key === "scenes")?.text;
/** A job whose scenes were changed writes the step once more, and then has the text. */
const hasText = (page: Page, id: string, text: string) =>
  expect.poll(async () => textOf(await askJob(page, id)), { timeout: filmLength }).toBe(text);
const cancel = (page: Page, id: string) =>
  page.request.post(`/v1/jobs/${id}/cancel`, { headers: { origin: runningApp().url } });

/** Starts a film that stops at the review of its scenes, on its page. */
async function atTheScenes(page: Page, sentence: string): Promise<string> {
  await openMaker(page);
  await page.getByRole("button", { name: "Use the sample picture" }).click();
  await prompt(page).fill(sentence);
  await page.getByLabel("Let me review the scenes and the keyframes first").check();
  await startButton(page).click();
  await expect(review(page, "scenes")).toBeVisible({ timeout: filmLength });
  await expect(cards(page)).toHaveCount(3);
  return jobIdOf(page);
}

async function paste(page: Page, words: string): Promise<void> {
  await page.evaluate((words) => document.execCommand("insertText", false, words), words);
}

test("scenes are cards: changed before anything is painted, the film has them; one removed afterwards, it has the rest", async ({
  page,
}) => {
  const id = await atTheScenes(page, "A kite rises over the harbour.");
  const [first = ""] = await texts(page).evaluateAll((fields) =>
    fields.map((field) => (field instanceof HTMLTextAreaElement ? field.value : "")),
  );
  const before = textOf(await askJob(page, id));

  // A film has at most three scenes.
  await expect(page.getByText("3 scenes, at most 3")).toBeVisible();
  await expect(button(page, "Add a scene after Scene 3")).toHaveAttribute("aria-disabled", "true");
  await button(page, "Remove Scene 3").click();
  await said(page, "Scene 3 removed.");
  await expect(button(page, "Remove Scene 2")).toBeFocused();
  await expect(cards(page)).toHaveCount(2);

  // A card is one paragraph, and its caret stays where it is.
  await text(page, 2).fill("");
  await paste(page, "A red kite\ndives. It rises.");
  await expect(text(page, 2)).toHaveValue("A red kite dives. It rises.");
  await page.keyboard.press("Enter");
  await expect(text(page, 2)).toHaveValue("A red kite dives. It rises.");
  await expect(button(page, "Approve and continue")).toBeDisabled();
  for (let i = 0; i < " It rises.".length; i++) await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Control+Enter");
  await said(page, "Split. The second half is Scene 3.");
  await expect(text(page, 2)).toHaveValue("A red kite dives.");
  await expect(text(page, 3)).toHaveValue("It rises.");
  await expect(text(page, 3)).toBeFocused();

  await page.keyboard.press("Alt+ArrowUp");
  await said(page, "Scene 3 is now number 2 of 3.");
  await expect(text(page, 2)).toBeFocused();
  await expect(text(page, 2)).toHaveValue("It rises.");
  await page.keyboard.press("Control+z");
  await said(page, "Undone.");
  await expect(text(page, 3)).toHaveValue("It rises.");
  await button(page, "Move Scene 3 earlier").click();
  await expect(text(page, 2)).toHaveValue("It rises.");
  await isAccessible(page);
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await page.setViewportSize({ width: 1280, height: 800 });

  // What was not saved is kept in this tab, and the job has its own.
  await page.reload();
  await expect(text(page, 2)).toHaveValue("It rises.");
  await expect(button(page, "Approve and continue")).toBeDisabled();
  expect(textOf(await askJob(page, id))).toBe(before);

  await expect(page.getByText(/^Then about /)).toBeVisible();
  await button(page, "Save the scenes").click();
  await said(page, "Saved.");
  await expect(button(page, "Save the scenes")).toBeFocused();
  const scenes = [first, "It rises.", "A red kite dives."];
  await hasText(page, id, scenes.map((scene) => `Next Scene: ${scene}`).join("\n\n"));
  await button(page, "Approve and continue").click();
  await expect(review(page, "keyframes")).toBeVisible({ timeout: filmLength });
  await expect(text(page, 2)).toHaveValue("It rises.");
  await button(page, "Approve and continue").click();
  await expect(page.getByRole("link", { name: "Download", exact: true })).toBeVisible({ timeout: filmLength });
  const film = await askJob(page, id);
  expect(promptsOf(film, "keyframe")).toEqual(scenes);
  expect(promptsOf(film, "clip")).toEqual(scenes);
  expect(film.steps.find(({ key }) => key === "scenes")).toMatchObject({ byHand: true });

  await expect(cards(page).locator("img")).toHaveCount(3);
  await button(page, "Remove Scene 2").click();
  // The pictures and clips of the other scenes are there already.
  await expect(page.getByText(/^Then about .* · \$0\.00 to make$/)).toBeVisible();
  await isAccessible(page);
  await button(page, "Save the scenes").click();
  const bar = page.getByRole("region", { name: /out of date/ });
  await expect(bar.getByText(/^about .* · \$0\.00 to make again$/)).toBeVisible({ timeout: filmLength });
  await bar.getByRole("button", { name: "Make them again" }).click();
  await expect(bar).toBeHidden({ timeout: filmLength });
  await expect.poll(async () => (await askJob(page, id)).status, { timeout: filmLength }).toBe("completed");
  const rest = await askJob(page, id);
  expect(promptsOf(rest, "clip")).toEqual([first, "A red kite dives."]);
  await expect(page.getByRole("region", { name: "The shots" }).getByRole("figure")).toHaveCount(2);
  const seconds = (job: Job) => job.outputs.find(({ type }) => type === "video")?.duration ?? 0;
  expect(seconds(rest) / seconds(film)).toBeCloseTo(2 / 3, 1);
});

test("a text that the film cannot use is marked at its card and never sent", async ({ page }) => {
  const id = await atTheScenes(page, "A bell rings over the snow.");
  const before = textOf(await askJob(page, id));
  const edits: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/steps/scenes/edit")) edits.push(request.url());
  });
  await text(page, 1).fill("1. A bell.");
  await expect(text(page, 1)).toHaveAccessibleDescription("The film would use this text instead: A bell.");
  await text(page, 2).fill("A bell. Next Scene: A bird.");
  await expect(text(page, 2)).toHaveAccessibleDescription(/^The film cannot use this text\./);
  await text(page, 3).fill(" ");
  await expect(text(page, 3)).toHaveAccessibleDescription("Write something here.");
  await expect(text(page, 3)).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByText("Correct the marked fields.")).toBeVisible();
  await isAccessible(page);
  await button(page, "Save the scenes").click();
  await said(page, "Not saved. Correct the marked fields.");
  expect(edits).toEqual([]);
  expect(textOf(await askJob(page, id))).toBe(before);

  await button(page, "Use that text").click();
  await expect(text(page, 1)).toHaveValue("A bell.");
  await expect(text(page, 1)).toHaveAccessibleDescription("");
  await text(page, 2).fill("**Scene 2**: 一只鸟飞过，");
  await button(page, "Remove Scene 3").click();
  await button(page, "Save the scenes").click();
  await said(page, "Saved.");
  await expect(text(page, 2)).toHaveValue("Scene 2: 一只鸟飞过");
  await hasText(page, id, "Next Scene: A bell.\n\nNext Scene: Scene 2: 一只鸟飞过");
  await cancel(page, id);
});

test.describe("a browser that asks for Chinese", () => {
  test.use({ locale: "zh-CN" });

  test("gets the cards in Chinese", async ({ page }) => {
    await page.goto("/");
    await page.getByRole("button", { name: "用示例图片" }).click();
    await page.getByLabel("接下来发生什么", { exact: true }).fill("风筝飞过港口。");
    await page.getByLabel(/先让我审核/).check();
    await page.getByRole("button", { name: "开始" }).click();
    await expect(page.getByLabel("场景 1：文字")).toBeVisible({ timeout: filmLength });
    await expect(page.getByText("3 个场景，最多 3 个")).toBeVisible();
    await isAccessible(page);
    await cancel(page, await jobIdOf(page));
  });
});
