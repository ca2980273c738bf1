import sharp from "sharp";
import { isAccessible } from "./accessible";
import {
  askJob,
  filmLength,
  jobIdOf,
  openMaker,
  pictureIsShown,
  prompt,
  startButton,
  startFilm,
  step,
  steps,
} from "./making";
import { expect, runningApp, test } from "./test-app";

const download = "Download";

test("a re-take of one shot: dependent steps are out of date until one click, and the earlier take can be chosen", async ({
  page,
}) => {
  const id = await startFilm(page, "The kettle begins to sing.");
  await expect(page.getByRole("link", { name: download })).toBeVisible({ timeout: filmLength });
  const before = await askJob(page, id);

  await page.getByRole("button", { name: "Re-take Scene 1: clip" }).click();
  const dialog = page.getByRole("dialog", { name: "Re-take: Scene 1: clip" });
  await dialog.getByLabel("Prompt").fill("The kettle from above, steam against the window.");
  await isAccessible(page);
  await dialog.getByRole("button", { name: "Make it again" }).click();
  await expect(dialog).toBeHidden();
  const bar = page.getByRole("region", { name: "1 step is out of date" });
  await expect(bar).toBeVisible({ timeout: filmLength });
  await expect(step(page, "film")).toContainText("Out of date");
  expect((await askJob(page, id)).outputs[0]?.sha256).toBe(before.outputs[0]?.sha256);
  await isAccessible(page);
  await bar.getByRole("button", { name: "Make them again" }).click();
  await expect(bar).toBeHidden();
  await expect.poll(async () => (await askJob(page, id)).status, { timeout: filmLength }).toBe("completed");
  await expect(page.getByRole("link", { name: download })).toBeVisible({ timeout: filmLength });

  const after = await askJob(page, id);
  expect(after.status).toBe("completed");
  const clip = after.steps.find(({ key }) => key === "clip.1");
  expect(clip?.prompt).toBe("The kettle from above, steam against the window.");
  const film = after.steps.find(({ key }) => key === "film");
  expect(film?.inputs.map(({ sha256 }) => sha256)).toContain(clip?.outputs[0]?.sha256);
  expect(after.outputs[0]?.sha256).not.toBe(before.outputs[0]?.sha256);

  await page.getByRole("button", { name: "Re-take Scene 1: clip" }).click();
  await expect(dialog.getByRole("listitem")).toHaveCount(2);
  await isAccessible(page);
  await dialog.getByRole("button", { name: "Use this take" }).click();
  await expect(dialog).toBeHidden();
  await expect
    .poll(async () => (await askJob(page, id)).outputs[0]?.sha256, { timeout: filmLength })
    .toBe(before.outputs[0]?.sha256);
});

test("three candidates of a clip are made at one price, and one of them is used", async ({ page }) => {
  const id = await startFilm(page, "The kettle is lifted from the stove.");
  await expect(page.getByRole("link", { name: download })).toBeVisible({ timeout: filmLength });
  const paid = (await askJob(page, id)).cost.actual;
  await page.getByRole("button", { name: "Re-take Scene 1: clip" }).click();
  const dialog = page.getByRole("dialog", { name: "Re-take: Scene 1: clip" });
  await expect(dialog.getByText(/^about .*\$0\.30$/)).toBeVisible();
  await dialog.getByRole("radio", { name: "3" }).check({ force: true });
  await expect(dialog.getByText(/^about .*\$0\.90$/)).toBeVisible();
  await isAccessible(page);
  await dialog.getByRole("button", { name: "Make 3 takes" }).click();
  await expect(dialog).toBeHidden();
  await expect.poll(async () => (await askJob(page, id)).status, { timeout: filmLength }).toBe("completed");
  expect((await askJob(page, id)).cost.actual - paid).toBeCloseTo(0.9);
  await page.getByRole("button", { name: "Re-take Scene 1: clip" }).click();
  await expect(dialog.getByRole("listitem")).toHaveCount(4);
  await isAccessible(page);
  await dialog.getByRole("button", { name: "Use this take" }).nth(1).click();
  await expect(dialog).toBeHidden();
  await expect
    .poll(async () => (await askJob(page, id)).steps.find(({ key }) => key === "clip.1")?.takes.map((t) => t.chosen))
    .toEqual([false, true, false, false]);
});

test("the scenes can be rewritten before they are painted, and a keyframe replaced before the clips are made", async ({
  page,
}) => {
  await openMaker(page);
  await page.getByRole("button", { name: "Use the sample picture" }).click();
  await prompt(page).fill("A paper boat sets off down the gutter.");
  await page.getByLabel("Let me review the scenes and the keyframes first").check();
  await expect(page.getByText(/^about /)).toBeVisible();
  await startButton(page).click();
  const scenes = page.getByRole("region", { name: "Review the scenes" });
  const text = page.getByLabel("Scene 1: Text");
  await text.fill("A paper boat in the rain.", { timeout: filmLength });
  await page.getByRole("button", { name: "Remove Scene 3" }).click();
  await expect(scenes.getByRole("button", { name: "Approve and continue" })).toBeDisabled();
  await isAccessible(page);
  await page.getByRole("button", { name: "Save the scenes" }).click();
  await expect(scenes.getByRole("button", { name: "Approve and continue" })).toBeEnabled({ timeout: filmLength });
  await expect(text).toHaveValue("A paper boat in the rain.");
  await scenes.getByRole("button", { name: "Approve and continue" }).click();
  const bar = page.getByRole("region", { name: "Review the keyframes" });
  await expect(bar).toBeVisible({ timeout: filmLength });
  await pictureIsShown(page, "keyframe.1");
  await expect(step(page, "clip.1")).toHaveAttribute("data-status", "pending");
  await isAccessible(page);
  await page.getByRole("button", { name: "Re-take Scene 2: keyframe" }).click();
  const dialog = page.getByRole("dialog", { name: "Re-take: Scene 2: keyframe" });
  await dialog
    .getByLabel("Use your own picture", { exact: true })
    .and(page.locator("input"))
    .setInputFiles("public/sample.jpg");
  await expect(dialog).toBeHidden();
  await expect(step(page, "keyframe.2")).toContainText("by hand", { timeout: filmLength });
  await bar.getByRole("button", { name: "Approve and continue" }).click();
  await expect(bar).toBeHidden();
  await expect(page.getByRole("link", { name: download })).toBeVisible({ timeout: filmLength });
  await expect(steps(page, "succeeded")).not.toHaveCount(0);
  const made = await askJob(page, await jobIdOf(page));
  expect(made.steps.filter(({ service }) => service === "wan-i2v")).toHaveLength(2);
  expect(made.steps.find(({ key }) => key === "keyframe.2")?.outputs[0]?.sha256).toBe(made.inputs[0]?.sha256);
});

test("a picture of the library takes the place of a keyframe", async ({ page }) => {
  const id = await startFilm(page, "The kettle is put back.");
  await expect(page.getByRole("link", { name: download })).toBeVisible({ timeout: filmLength });
  const name = `stove-${Date.now()}.jpg`;
  const headers = { origin: runningApp().url, "content-type": "image/jpeg" };
  const data = await sharp("public/sample.jpg")
    .resize(320)
    .modulate({ hue: Date.now() % 360 })
    .jpeg()
    .toBuffer();
  const { sha256 } = await (await page.request.post(`/v1/uploads?name=${name}`, { headers, data })).json();
  await page.getByRole("button", { name: "Re-take Scene 1: keyframe" }).click();
  const dialog = page.getByRole("dialog", { name: "Re-take: Scene 1: keyframe" });
  await dialog.getByRole("button", { name: "From your library" }).click();
  const library = page.getByRole("dialog", { name: "Choose from your library" });
  await library.getByRole("searchbox").fill(name);
  await isAccessible(page);
  await library.getByRole("button", { name: `Choose ${name}` }).click();
  await expect(library).toBeHidden();
  await expect(dialog).toBeHidden();
  await expect(step(page, "keyframe.1")).toContainText("by hand", { timeout: filmLength });
  const made = await askJob(page, id);
  expect(made.steps.find(({ key }) => key === "keyframe.1")?.outputs[0]?.sha256).toBe(sha256);
});

test("the API reference is a page of the app that loads nothing from other sites", async ({ page }) => {
  const elsewhere: string[] = [];
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== new URL(runningApp().url).origin) elsewhere.push(request.url());
  });
  await page.goto("/reference");
  await expect(page.getByRole("heading", { name: "Start a job" })).toBeVisible();
  await page.getByRole("navigation").getByRole("link", { name: "Retake a step" }).click();
  await expect(page.locator("#retakeStep")).toBeInViewport();
  expect(elsewhere).toEqual([]);
});
