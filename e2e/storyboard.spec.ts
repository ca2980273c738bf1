import type { Locator, Page } from "@playwright/test";
import type { Job } from "@/lib/schemas/job";
import type { Shot } from "@/lib/story/schemas";
import { isAccessible } from "./accessible";
import { askJob, filmLength } from "./making";
import { expect, runningApp, test } from "./test-app";

const headers = () => ({ origin: runningApp().url });

/** Starts a film that stops at the review of its storyboard, and opens its page there. */
async function atTheGate(page: Page, options: Record<string, unknown>): Promise<string> {
  const data = { model: "topic-film", options, review: ["the storyboard"] };
  const started = await page.request.post("/v1/generate", { headers: headers(), data });
  expect(started.status()).toBe(202);
  const { id } = await started.json();
  await page.goto(`/jobs/${id}`);
  await expect(row(page, 1)).toBeVisible({ timeout: filmLength });
  await expect(page.getByRole("region", { name: "Review the storyboard" })).toBeVisible({ timeout: filmLength });
  return id;
}

const row = (page: Page, number: number) => page.getByRole("group", { name: `Shot ${number}`, exact: true });
const description = (page: Page, number: number) => row(page, number).getByLabel("Description");
const note = (page: Page, name: string) => row(page, 1).getByLabel(name, { exact: true });
const rows = (page: Page) => page.getByRole("list", { name: "Shots in a table" }).getByRole("listitem");
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const said = (page: Page, text: string | RegExp) =>
  expect(page.getByRole("status").filter({ hasText: text }).first()).toBeAttached();

/** The first shot; undefined while the storyboard is written again. */
async function firstShotOf(page: Page, id: string): Promise<Shot | undefined> {
  const answer = await page.request.get(`/v1/jobs/${id}/storyboard`);
  return answer.ok() ? (await answer.json()).document.shots[0] : undefined;
}

async function shotsOf(page: Page, id: string): Promise<Shot[]> {
  const answer = await page.request.get(`/v1/jobs/${id}/storyboard`);
  expect(answer.status()).toBe(200);
  return (await answer.json()).document.shots;
}

/** Walks with the Tab key until the control has the focus. */
async function tabTo(page: Page, control: Locator, key = "Tab"): Promise<void> {
  for (let i = 0; i < 300; i++) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error("The Tab key does not reach the control.");
}

const stepsOf = (job: Job, key: string) => job.steps.filter((step) => new RegExp(`^${key}\\.\\d+$`).test(step.key));

test("with the keyboard alone, the storyboard is changed before it is painted, and the film has the new shot", async ({
  page,
}) => {
  const id = await atTheGate(page, { topic: "A kite over the harbour", duration: 10, include_audio: false });
  const before = await shotsOf(page, id);
  const count = before.length;
  const firstText = before[0]?.description ?? "";

  await tabTo(page, page.getByRole("link", { name: "Edit the storyboard" }));
  await page.keyboard.press("Enter");
  await tabTo(page, description(page, 1));
  await expect(description(page, 1)).toHaveValue(firstText);
  await page.keyboard.press("Alt+ArrowDown");
  await said(page, `Shot 1 is now number 2 of ${count}.`);
  await expect(description(page, 2)).toBeFocused();
  await expect(description(page, 2)).toHaveValue(firstText);
  await page.keyboard.press("Control+z");
  await expect(description(page, 1)).toHaveValue(firstText);
  await page.keyboard.press("Control+Shift+z");
  await expect(description(page, 2)).toHaveValue(firstText);
  await page.keyboard.press("Control+z");

  await tabTo(page, button(page, "Add a shot after Shot 1"));
  await page.keyboard.press("Enter");
  await said(page, "Shot 2 added.");
  await expect(description(page, 2)).toBeFocused();
  await expect(description(page, 2)).toHaveAccessibleDescription("Write something here.");
  await page.keyboard.type("A red kite rises above the masts, seen from below, in morning light.");
  await expect(description(page, 2)).toHaveAccessibleDescription("");
  await tabTo(page, row(page, 2).getByLabel("Shot type"));
  await page.keyboard.press("Home");
  await expect(row(page, 2).getByLabel("Shot type")).toHaveValue("extreme_wide");

  // A short film is made sooner.
  for (let left = count + 1; left > 2; left--) {
    await tabTo(page, button(page, "Remove Shot 3"));
    await page.keyboard.press("Enter");
    await said(page, "Shot 3 removed.");
    await expect(rows(page)).toHaveCount(left - 1);
  }
  await expect(button(page, "Remove Shot 2")).toBeFocused();
  await expect(page.getByText(/^Then about /)).toBeVisible();
  await expect(button(page, "Approve and continue")).toBeDisabled();
  await tabTo(page, description(page, 2), "Shift+Tab");
  await isAccessible(page);

  await page.reload();
  await expect(rows(page)).toHaveCount(2);
  await expect(description(page, 2)).toHaveValue(/^A red kite/);
  expect(await shotsOf(page, id)).toEqual(before);

  await tabTo(page, button(page, "Save the storyboard"));
  await page.keyboard.press("Enter");
  await said(page, "Saved.");
  await expect(button(page, "Save the storyboard")).toBeFocused();
  await expect(button(page, "Approve and continue")).toBeEnabled({ timeout: filmLength });
  await tabTo(page, button(page, "Approve and continue"));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("link", { name: "Download", exact: true })).toBeVisible({ timeout: 2 * filmLength });

  const job = await askJob(page, id);
  const shots = await shotsOf(page, id);
  expect(shots).toHaveLength(2);
  expect(shots[1]).toMatchObject({ shot_type: "extreme_wide", scene_number: 1 });
  expect(job.steps.find(({ key }) => key === "storyboard")).toMatchObject({ byHand: true });
  expect(stepsOf(job, "clip").map(({ prompt }) => prompt)).toEqual([
    expect.anything(),
    expect.stringContaining("A red kite rises above the masts"),
  ]);
  const film = job.outputs.find(({ type }) => type === "video");
  expect(film?.duration).toBeCloseTo(
    shots.reduce((sum, { duration }) => sum + duration, 0),
    0,
  );

  // The cards have the clips, and a later change is priced and makes the film out of date.
  const cards = page.getByRole("toolbar", { name: "Shots as cards" });
  await expect(cards.locator("video")).toHaveCount(2);
  await cards.getByRole("button", { name: /^Shot 2/ }).click();
  await expect(description(page, 2)).toBeFocused();
  await description(page, 2).fill("A blue kite falls behind the masts, in evening light.");
  await expect(page.getByText(/^Then about /)).toBeVisible();
  await isAccessible(page);
  await button(page, "Save the storyboard").click();
  await expect(page.getByRole("region", { name: /out of date/ })).toBeVisible({ timeout: filmLength });
});

test("errors are at their fields, a shot can be split, its notes changed, and an equal take is used again", async ({
  page,
}) => {
  const id = await atTheGate(page, { topic: "A lighthouse in fog", duration: 10 });
  const [first] = await shotsOf(page, id);
  const seconds = row(page, 1).getByLabel("Seconds");
  await seconds.fill("500");
  await expect(seconds).toHaveAccessibleDescription(/\d/);
  await expect(seconds).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByText("Correct the marked fields.")).toBeVisible();
  await isAccessible(page);
  // The error stays with its shot.
  await button(page, "Move Shot 1 later").click();
  await expect(row(page, 2).getByLabel("Seconds")).toHaveAttribute("aria-invalid", "true");
  await button(page, "Discard").click();
  await expect(seconds).toHaveValue(String(first?.duration));

  const count = await rows(page).count();
  await seconds.fill("5");
  await button(page, "Split Shot 1 in two").click();
  await expect(rows(page)).toHaveCount(count + 1);
  await expect(seconds).toHaveValue("2.5");
  await expect(row(page, 2).getByLabel("Seconds")).toHaveValue("2.5");
  await expect(description(page, 2)).toHaveValue(first?.description ?? "");
  await button(page, "Undo").click();
  await expect(rows(page)).toHaveCount(count);
  await button(page, "Discard").click();

  // Title, composition, light and colours fold out.
  const more = button(page, "Title, composition, light and colours of Shot 1");
  await more.click();
  await expect(note(page, "Composition")).toHaveValue(first?.composition_notes ?? "");
  await note(page, "Title").fill("The lamp");
  await note(page, "Composition").fill("The lamp in the upper third.");
  await note(page, "Light").fill("One beam in the fog.");
  const colours = row(page, 1).getByRole("group", { name: "Colours" });
  for (let left = first?.color_palette.length ?? 0; left > 0; left--) {
    await colours.getByRole("button", { name: "Remove colour 1" }).click();
  }
  await colours.getByRole("button", { name: "Add a colour" }).click();
  await colours.getByLabel("Colour 1").and(page.locator("input")).fill("#102030");
  await isAccessible(page);
  await button(page, "Save the storyboard").click();
  await said(page, "Saved.");
  await expect
    .poll(() => firstShotOf(page, id), { timeout: filmLength })
    .toMatchObject({
      ...{ title: "The lamp", composition_notes: "The lamp in the upper third." },
      ...{ lighting: "One beam in the fog.", color_palette: ["#102030"] },
    });

  // A text that an earlier take has is not saved once more: the take is offered.
  await note(page, "Title").fill("The horn");
  await button(page, "Save the storyboard").click({ timeout: filmLength });
  await expect.poll(async () => (await firstShotOf(page, id))?.title, { timeout: filmLength }).toBe("The horn");
  await note(page, "Title").fill("The lamp");
  await expect(page.getByText(/^The same as take 2 · /)).toBeVisible({ timeout: filmLength });
  await isAccessible(page);
  await button(page, "Use take 2").click();
  await said(page, "Take 2 is used again.");
  await expect.poll(async () => (await firstShotOf(page, id))?.title, { timeout: filmLength }).toBe("The lamp");
  await expect(button(page, "Approve and continue")).toBeEnabled({ timeout: filmLength });
  const takes = (await askJob(page, id)).steps.find(({ key }) => key === "storyboard")?.takes ?? [];
  expect(takes.map(({ chosen }) => chosen)).toEqual([false, true, false]);
  await page.request.post(`/v1/jobs/${id}/cancel`, { headers: headers() });
});

test("the script and the style can be changed, and the storyboard is written for them", async ({ page }) => {
  const id = await atTheGate(page, { topic: "A night train through snow", duration: 10 });
  await button(page, "Script").click();
  await page.getByLabel("Scene 1: Description").fill("A green engine waits in the snow under one lamp, at night.");
  await expect(button(page, "Approve and continue")).toBeDisabled();
  const scenes = page.getByRole("list", { name: "Scenes" }).getByRole("listitem");
  const count = await scenes.count();
  const panel = page.locator("section", { has: page.getByRole("heading", { name: "Storyboard", exact: true }) });
  const total = panel.locator("[data-total]").last();
  await page.getByLabel("Scene 1: Seconds").fill("4");
  await page.getByLabel("Scene 2: Seconds").fill("3");
  await page.getByLabel("Scene 3: Seconds").fill("3");
  await expect(total).toHaveText("10 s of 10 s");
  await button(page, "Add a scene after Scene 1").click();
  await said(page, "Scene 2 added.");
  await expect(page.getByLabel("Scene 2: Title")).toBeFocused();
  await expect(page.getByLabel("Scene 2: Title")).toHaveAccessibleDescription("Write something here.");
  await expect(total).toHaveText("18 s of 10 s · 8 s longer than requested");
  await page.keyboard.type("The signal");
  await page.getByLabel("Scene 2: Description").fill("A red signal turns white.");
  await page.getByLabel("Scene 2: Seconds").fill("2");
  await button(page, "Split Scene 1 in two").click();
  await expect(scenes).toHaveCount(count + 2);
  await expect(page.getByLabel("Scene 2: Seconds")).toHaveValue("2");
  await button(page, "Remove Scene 2").click();
  await said(page, "Scene 2 removed.");
  await page.getByLabel("Scene 2: Title").press("Alt+ArrowUp");
  await said(page, `Scene 2 is now number 1 of ${count + 1}.`);
  await expect(page.getByLabel("Scene 1: Title")).toBeFocused();
  await expect(page.getByLabel("Scene 1: Title")).toHaveValue("The signal");
  await page.keyboard.press("Control+z");
  await expect(page.getByLabel("Scene 2: Title")).toHaveValue("The signal");
  await isAccessible(page);
  await page.reload();
  await expect(page.getByLabel("Scene 1: Description")).toHaveValue(/^A green engine/);
  await expect(button(page, "Approve and continue")).toBeDisabled();
  await button(page, "Save the script").click();
  await expect
    .poll(async () => (await page.request.get(`/v1/jobs/${id}/storyboard`)).text(), { timeout: filmLength })
    .toContain("A green engine waits in the snow");
  const { document } = await (await page.request.get(`/v1/jobs/${id}/script`)).json();
  expect(document.structure.scenes.map(({ title }: { title: string }) => title)[1]).toBe("The signal");
  expect(document.content).toContain("A red signal turns white.");
  await expect(description(page, 1)).toHaveValue(/A green engine/, { timeout: filmLength });
  await expect(button(page, "Approve and continue")).toBeEnabled({ timeout: filmLength });

  await button(page, "Style").click();
  await page.getByLabel("Style", { exact: true }).selectOption("vintage");
  await expect(page.getByLabel("Mood")).toHaveValue("nostalgic");
  await button(page, "Save the style").click();
  await expect
    .poll(async () => (await askJob(page, id)).steps.find(({ key }) => key === "style")?.text, { timeout: filmLength })
    .toContain('"vintage"');
  await page.request.post(`/v1/jobs/${id}/cancel`, { headers: headers() });
});

test.describe("a browser that asks for Chinese", () => {
  test.use({ locale: "zh-CN" });

  test("gets the storyboard in Chinese", async ({ page }) => {
    const data = {
      model: "topic-film",
      options: { topic: "小提琴是怎样制成的", duration: 10 },
      review: ["storyboard"],
    };
    const started = await page.request.post("/v1/generate", { headers: headers(), data });
    await page.goto(`/jobs/${(await started.json()).id}`);
    await expect(page.getByRole("heading", { name: "分镜", exact: true })).toBeVisible({ timeout: filmLength });
    await expect(page.getByRole("group", { name: "镜头 1", exact: true }).getByLabel("景别")).toContainText("大远景");
    await isAccessible(page);
  });
});
