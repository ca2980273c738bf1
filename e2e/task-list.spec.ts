import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { makeTone } from "./cutting";
import { askJob, filmLength, focusSearch, jobIdOf, openMaker, picker, prompt, startButton, step } from "./making";
import { expect, runningApp, test } from "./test-app";

/** What a film maker does with a film, from the first minute to the next day, in one walk. */

const act = test.step;
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const dialog = (page: Page) => page.getByRole("dialog");
const ended = (page: Page, id: string) =>
  expect.poll(async () => (await askJob(page, id)).status, { timeout: filmLength }).toBe("completed");

test("a film maker's list: from the sample film to finding an own film again", async ({ page, browser }) => {
  const folder = await mkdtemp(join(tmpdir(), "nextscene-list-"));
  const story = `A paper boat sets off ${Date.now()}.`;
  let id = "";

  await act("the sample film", async () => {
    await openMaker(page);
    await button(page, "Make the sample film").click();
    await expect(startButton(page)).toBeFocused();
    await page.keyboard.press("Enter");
    await ended(page, await jobIdOf(page));
    await expect(page.getByRole("link", { name: "Download", exact: true })).toBeVisible();
  });
  await act("an own picture", async () => {
    await openMaker(page);
    await picker(page).setInputFiles("public/sample.jpg");
    await prompt(page).fill(story);
    await page.getByLabel("Let me review the scenes and the keyframes first").check();
    await startButton(page).click();
    id = await jobIdOf(page);
  });
  await act("other words for scene 2, before anything is painted", async () => {
    await page.getByLabel("Scene 2: Text").fill("It turns in the whirl under the bridge.", { timeout: filmLength });
    await button(page, "Save the scenes").click();
    await expect(button(page, "Approve and continue")).toBeEnabled({ timeout: filmLength });
    await button(page, "Approve and continue").click();
    await expect(page.getByRole("region", { name: "Review the keyframes" })).toBeVisible({ timeout: filmLength });
    await button(page, "Approve and continue").click();
    await ended(page, id);
    const painted = (await askJob(page, id)).steps.find(({ key }) => key === "keyframe.2");
    expect(painted?.prompt).toContain("the whirl under the bridge");
  });
  await act("two candidates of a clip, and one of them in the film", async () => {
    await button(page, "Re-take Scene 2: clip").click();
    await dialog(page).getByRole("radio", { name: "2" }).check({ force: true });
    await button(page, "Make 2 takes").click();
    await expect(dialog(page)).toBeHidden();
    await ended(page, id);
    await button(page, "Re-take Scene 2: clip").click();
    await expect(dialog(page).getByRole("listitem")).toHaveCount(3);
    await dialog(page).getByRole("button", { name: "Use this take" }).last().click();
    await expect(dialog(page)).toBeHidden();
    await button(page, "Make them again").click();
    await expect(step(page, "film")).not.toContainText("Out of date", { timeout: filmLength });
    await ended(page, id);
  });
  await act("a shot trimmed and music added", async () => {
    await page.getByRole("link", { name: "Cut", exact: true }).click();
    const end = page.getByRole("slider", { name: "End of shot 1" });
    await end.focus();
    for (let frame = 0; frame < 8; frame++) await page.keyboard.press("ArrowLeft");
    await page.getByRole("tab", { name: "Sound" }).click();
    await page
      .locator("input[type=file]")
      .first()
      .setInputFiles(await makeTone(join(folder, "tune.wav"), 12));
    await expect(page.getByRole("region", { name: "Music" }).getByLabel("Fade out (s)")).toBeVisible();
    await button(page, "Join again").click();
    await expect(page.getByRole("status").filter({ hasText: /^The film is joined\./ })).toBeAttached({
      timeout: filmLength,
    });
  });
  for (const [form, ending] of [
    ["9:16, tall", /\.mp4$/],
    ["GIF from the playhead", /\.gif$/],
  ] as const) {
    await act(form, async () => {
      if (!(await dialog(page).isVisible())) await button(page, "Download").click();
      const saved = page.waitForEvent("download", { timeout: filmLength });
      await button(page, `Save: ${form}`).click();
      expect((await saved).suggestedFilename()).toMatch(ending);
    });
  }
  const link = await act("a link to share", async () => {
    await page.goto(`/jobs/${id}`);
    await button(page, "Share").click();
    await button(page, "Create a link").click();
    const address = dialog(page).getByLabel("Link", { exact: true });
    await expect(address).toBeFocused();
    return address.inputValue();
  });
  await act("a visitor plays it", async () => {
    const visitor = await (await browser.newContext({ storageState: undefined })).newPage();
    await visitor.goto(link);
    const film = visitor.locator("video");
    await film.evaluate((video: HTMLVideoElement) => video.play());
    await expect.poll(() => film.evaluate((video: HTMLVideoElement) => video.currentTime)).toBeGreaterThan(0);
    await visitor.context().close();
  });
  await act("found again on another day, in another window", async () => {
    const { url, signedIn } = runningApp();
    const later = await (await browser.newContext({ baseURL: url, storageState: signedIn })).newPage();
    await later.goto("/jobs");
    await focusSearch(later, "Search jobs");
    await later.keyboard.type(story);
    await later.getByRole("listitem").filter({ hasText: story }).getByRole("link").first().click();
    await expect(later).toHaveURL(`/jobs/${id}`);
    await expect(later.getByRole("region", { name: "The film" }).locator("video")).toBeVisible();
    await later.context().close();
  });
  await rm(folder, { recursive: true, force: true });
});
