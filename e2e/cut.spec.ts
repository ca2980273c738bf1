import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { isAccessible } from "./accessible";
import { cutOf, makeTone, shotsOf, startSmallFilm } from "./cutting";
import { askJob, filmLength, jobIdOf, openMaker, startButton, step } from "./making";
import { expect, runningApp, test } from "./test-app";

/** The editor of a film's cut: by keyboard alone, by pointer, and on a phone. */

let made: { id: string } | null = null;

/** A finished film that the tests of a worker share; each begins with the cut that makes the first film. */
async function openCut(page: Page): Promise<string> {
  made ??= await startSmallFilm(page, runningApp().url, `A kite climbs over the harbour. ${Date.now()}`);
  const { id } = made;
  await expect.poll(async () => (await askJob(page, id)).status, { timeout: filmLength }).toBe("completed");
  const { takes, film } = await cutOf(page, id);
  if (film.take !== 1 && takes.length > 1) {
    const headers = { origin: runningApp().url };
    await page.request.post(`/v1/jobs/${id}/steps/${film.step}/choose`, { headers, data: { take: 1 } });
    await expect.poll(async () => (await cutOf(page, id)).film.take, { timeout: filmLength }).toBe(1);
  }
  await page.goto(`/jobs/${id}/cut`);
  await expect(shot(page, 1)).toBeVisible();
  return id;
}

const shots = (page: Page) => page.getByRole("toolbar", { name: "Shots of the cut" });
const shot = (page: Page, number: number) =>
  shots(page).getByRole("button", { name: new RegExp(`^Shot ${number} of`) });
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const said = (page: Page, text: string | RegExp) =>
  expect(page.getByRole("status").filter({ hasText: text }).first()).toBeAttached();
const playhead = (page: Page) => page.getByRole("slider", { name: "Playhead" });
const isFree = (page: Page) => expect(page.getByText(/^Free, about/)).toBeVisible();

/** Walks with the Tab key until the control has the focus. */
async function tabTo(page: Page, control: Locator, key = "Tab"): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error("The Tab key does not reach the control.");
}

/** Waits until the film has another chosen version than `before`. */
async function isJoined(page: Page, id: string, before: number): Promise<void> {
  await expect
    .poll(async () => (await cutOf(page, id).catch(() => null))?.film?.take, { timeout: filmLength })
    .not.toBe(before);
  await expect.poll(async () => (await askJob(page, id)).status, { timeout: filmLength }).toBe("completed");
  await said(page, /^The film is joined\. Version \d+ is chosen\.$/);
}

test("with the keyboard alone: from the empty page to a film without its first shot", async ({ page }) => {
  await openMaker(page);
  await tabTo(page, button(page, "Make the sample film"));
  await page.keyboard.press("Enter");
  await expect(startButton(page)).toBeFocused();
  await page.keyboard.press("Enter");
  const id = await jobIdOf(page);
  await expect(page.getByRole("link", { name: "Download", exact: true })).toBeVisible({ timeout: filmLength });
  await tabTo(page, page.getByRole("link", { name: "Cut", exact: true }));
  await page.keyboard.press("Enter");
  await tabTo(page, shot(page, 1));
  const { cut, film } = await cutOf(page, id);
  await page.keyboard.press("Delete");
  await said(page, "Shot 1 removed.");
  await isFree(page);
  await tabTo(page, button(page, "Join again"), "Shift+Tab");
  await page.keyboard.press("Enter");
  await isJoined(page, id, film.take);
  expect(shotsOf((await cutOf(page, id)).cut)).toEqual(shotsOf(cut).slice(1));
});

test("with the keyboard alone: from a finished film to a film that is cut again", async ({ page }) => {
  const id = await openCut(page);
  await page.goto(`/jobs/${id}`);
  await tabTo(page, page.getByRole("link", { name: "Cut", exact: true }));
  await page.keyboard.press("Enter");
  await expect(shot(page, 3)).toBeVisible();
  const { cut: before, film } = await cutOf(page, id);
  const paid = (await askJob(page, id)).cost.actual;
  expect(shotsOf(before)).toEqual(["clip.1 0-end", "clip.2 0-end", "clip.3 0-end"]);

  // The second shot becomes the first one, and starts and ends elsewhere.
  await tabTo(page, shot(page, 1));
  await page.keyboard.press("ArrowRight");
  await expect(shot(page, 2)).toBeFocused();
  await page.keyboard.press("Alt+ArrowLeft");
  await said(page, "Shot 2 is now number 1 of 3.");
  await expect(shot(page, 1)).toHaveAccessibleName(/Scene 2: clip, 0 to 1\.5 seconds/);
  await tabTo(page, page.getByRole("slider", { name: "Start of shot 1" }));
  for (let i = 0; i < 4; i++) await page.keyboard.press("ArrowRight");
  await expect(shot(page, 1)).toHaveAccessibleName(/0\.25 to 1\.5 seconds/);

  // At the playhead: two frames further the shot is split, and its second half removed.
  await tabTo(page, playhead(page), "Shift+Tab");
  await page.keyboard.press("Home");
  for (let i = 0; i < 8; i++) await page.keyboard.press("ArrowRight");
  await expect(playhead(page)).toHaveAttribute("aria-valuetext", /^0\.5 of/);
  await page.keyboard.press("s");
  await said(page, "Shot 1 split in two.");
  await expect(shot(page, 4)).toBeVisible();
  await tabTo(page, shot(page, 2));
  await page.keyboard.press("Delete");
  await said(page, "Shot 2 removed.");
  await expect(shot(page, 4)).toBeHidden();

  // The ends by the keys I and O, and back.
  await tabTo(page, playhead(page), "Shift+Tab");
  await page.keyboard.press("End");
  for (let i = 0; i < 7; i++) await page.keyboard.press(",");
  await page.keyboard.press("o");
  await said(page, "Shot 3 ends here.");
  await page.keyboard.press("Control+z");
  await said(page, "Undone.");
  await page.keyboard.press("Control+Shift+z");
  await said(page, "Redone.");
  await page.keyboard.press("Home");
  await page.keyboard.press("l");
  await expect(playhead(page)).not.toHaveAttribute("aria-valuetext", /^0 of/);
  await page.keyboard.press("k");
  await expect(button(page, "Play")).toBeVisible();

  // A dissolve and a title.
  await tabTo(page, shot(page, 3));
  await page.keyboard.press("Home");
  await expect(shot(page, 1)).toBeFocused();
  await tabTo(page, page.getByLabel("Into shot 2"), "Shift+Tab");
  await page.keyboard.press("d");
  await expect(page.getByLabel("Into shot 2")).toHaveValue("dissolve");
  await tabTo(page, page.getByRole("tab", { name: "Shot" }), "Shift+Tab");
  await page.keyboard.press("ArrowRight");
  await tabTo(page, page.getByLabel("Title before the first shot"));
  await page.keyboard.type("Kites");
  await isFree(page);
  await isAccessible(page);

  // The draft survives a reload.
  await page.reload();
  await expect(shot(page, 1)).toHaveAccessibleName(/Scene 2: clip, 0\.25 to 0\.75 seconds/);
  expect((await cutOf(page, id)).film.take).toBe(film.take);
  await isFree(page);
  await tabTo(page, button(page, "Join again"));
  await page.keyboard.press("Enter");
  await isJoined(page, id, film.take);
  const after = await cutOf(page, id);
  expect(shotsOf(after.cut)).toEqual([
    expect.stringMatching(/^clip\.2 0\.25\d?-0\.75\d?$/),
    "clip.1 0-end",
    expect.stringMatching(/^clip\.3 0-1\.\d+$/),
  ]);
  expect(after.cut.shots[0]?.join).toEqual({ kind: "dissolve", seconds: 0.6 });
  expect(after.cut.title).toEqual({ text: "Kites", seconds: 2.5 });
  const length = after.cut.shots.reduce((sum, { from, to }) => sum + (to ?? 1.5) - from, 2.5);
  expect(Math.abs((after.film.seconds ?? 0) - length)).toBeLessThan(0.1);
  expect((await askJob(page, id)).cost.actual).toBe(paid);
  await isAccessible(page);
});

test("with a pointer: drag, trim, own music, subtitles from a file, an error at its field, and earlier versions", async ({
  page,
}) => {
  const folder = await mkdtemp(join(tmpdir(), "nextscene-cut-"));
  const id = await openCut(page);
  const { film } = await cutOf(page, id);

  // The first shot is dragged behind the second one.
  const [from, to] = [await shot(page, 1).boundingBox(), await shot(page, 2).boundingBox()];
  if (!from || !to) throw new Error("The shots have no place on the page.");
  await page.mouse.move(from.x + from.width / 2, from.y + 20);
  await page.mouse.down();
  await page.mouse.move(to.x + to.width * 0.8, to.y + 20, { steps: 6 });
  await page.mouse.up();
  await said(page, "Shot 1 is now number 2 of 3.");
  await expect(shot(page, 1)).toHaveAccessibleName(/Scene 2: clip/);

  const handle = page.getByRole("slider", { name: "End of shot 2" });
  const edge = await handle.boundingBox();
  if (!edge) throw new Error("The handle has no place on the page.");
  await page.mouse.move(edge.x + edge.width / 2, edge.y + 30);
  await page.mouse.down();
  await page.mouse.move(edge.x + edge.width / 2 - from.width / 2, edge.y + 30, { steps: 6 });
  await page.mouse.up();
  await expect(shot(page, 2)).not.toHaveAccessibleName(/to 1\.5 seconds/);
  await expect(shot(page, 2)).toHaveAccessibleName(/0 to 0\.\d+ seconds/);
  await button(page, "Undo").click();
  await expect(shot(page, 2)).toHaveAccessibleName(/0 to 1\.5 seconds/);

  await button(page, "Duplicate shot 2").click();
  await expect(shot(page, 4)).toBeVisible();
  await button(page, "Add a clip").click();
  await isAccessible(page);
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /Scene 3: clip/ })
    .click();
  await expect(shot(page, 5)).toBeVisible();
  await button(page, "Remove shot 4").click();
  await button(page, "Remove shot 4").click();
  await expect(shot(page, 4)).toBeHidden();

  await page.getByRole("tab", { name: "Sound" }).click();
  await page
    .locator("input[type=file]")
    .first()
    .setInputFiles(await makeTone(join(folder, "tone.wav"), 3));
  await expect(page.getByRole("region", { name: "Music" }).getByLabel("Fade out (s)")).toBeVisible();
  await page.getByRole("region", { name: "Music" }).getByLabel("Fade out (s)").fill("1");
  await isAccessible(page);
  await page.getByRole("tab", { name: "Subtitles" }).click();
  const srt = join(folder, "film.srt");
  await writeFile(
    srt,
    "1\n00:00:00,200 --> 00:00:01,000\nThe kite climbs.\n\n2\n00:00:01,200 --> 00:00:02,000\nHigher.\n",
  );
  await page.locator("input[type=file][aria-label='Read .srt or .vtt']").setInputFiles(srt);
  await said(page, "2 subtitles read.");
  await expect(page.getByLabel("Text of subtitle 2")).toHaveValue("Higher.");
  await isAccessible(page);

  // A join that is longer than its shots is named at its field.
  await page.getByRole("tab", { name: "Shot" }).click();
  await shot(page, 1).click();
  await page.getByLabel("Into shot 2").selectOption("wipe");
  await page.getByLabel("For (seconds)").fill("5");
  await expect(page.getByLabel("For (seconds)")).toHaveAccessibleDescription(/at most 1\.5 s/);
  await expect(button(page, "Join again")).toHaveAttribute("aria-disabled", "true");
  await isAccessible(page);
  await page.getByLabel("For (seconds)").fill("0.5");
  await isFree(page);
  await button(page, "Join again").click();
  await isJoined(page, id, film.take);
  const after = await cutOf(page, id);
  expect(shotsOf(after.cut)).toEqual(["clip.2 0-end", "clip.1 0-end", "clip.1 0-end"]);
  expect(after.cut.music).toMatchObject({ fadeOut: 1, volume: 0.5 });
  expect(after.cut.subtitles.map(({ text }) => text)).toEqual(["The kite climbs.", "Higher."]);

  // The first film can be opened, and used again.
  await page.getByRole("button", { name: /versions$/ }).click();
  const versions = page.getByRole("dialog", { name: "Versions" });
  await isAccessible(page);
  await versions.getByRole("button", { name: "Use version 1", exact: true }).click();
  await expect.poll(async () => (await cutOf(page, id)).film.take, { timeout: filmLength }).toBe(1);
  await expect(shot(page, 1)).toHaveAccessibleName(/Scene 1: clip/);
  await rm(folder, { recursive: true, force: true });
});

test("music, a clip and subtitles come from the library with the keyboard; the job's player offers the subtitles", async ({
  page,
}) => {
  const folder = await mkdtemp(join(tmpdir(), "nextscene-cut-"));
  const id = await openCut(page);
  const { film } = await cutOf(page, id);
  const stamp = Date.now();
  const upload = (name: string, type: string, data: Buffer | string) =>
    page.request.post(`/v1/uploads?name=${name}`, {
      headers: { origin: runningApp().url, "content-type": type },
      data,
    });
  const tone = await readFile(await makeTone(join(folder, "tone.wav"), 2 + (stamp % 1000) / 1000));
  expect((await upload(`tune-${stamp}.wav`, "audio/wav", tone)).ok()).toBe(true);
  const cue = `1\n00:00:00,200 --> 00:00:01,000\nThe kite climbs ${stamp}.\n`;
  expect((await upload(`words-${stamp}.srt`, "application/x-subrip", cue)).ok()).toBe(true);
  const library = page.getByRole("dialog", { name: "Choose from your library" });
  const choose = async (opener: Locator, name: string) => {
    await opener.focus();
    await page.keyboard.press("Enter");
    await library.getByRole("searchbox").fill(name);
    await library.getByRole("button", { name: `Choose ${name}` }).focus();
    await expect(library.getByRole("listitem")).toHaveCount(1);
    await page.keyboard.press("Enter");
    await expect(library).toBeHidden();
  };

  await page.getByRole("tab", { name: "Sound" }).click();
  const music = page.getByRole("region", { name: "Music" });
  await choose(music.getByRole("button", { name: "From your library" }), `tune-${stamp}.wav`);
  await expect(music.getByRole("slider")).toBeFocused();
  await isAccessible(page);

  await page.getByRole("tab", { name: "Subtitles" }).click();
  await choose(page.getByRole("button", { name: "From your library" }), `words-${stamp}.srt`);
  await expect(page.getByRole("button", { name: "From your library" })).toBeFocused();
  await said(page, "1 subtitle read.");

  // The window of the library lies over that of the clips, and Escape closes it alone.
  await button(page, "Add a clip").click();
  const clips = page.getByRole("dialog", { name: "Add a clip" });
  await clips.getByRole("button", { name: "From your library" }).click();
  await expect(library.getByRole("listitem").first()).toBeVisible();
  await isAccessible(page);
  await page.keyboard.press("Escape");
  await expect(library).toBeHidden();
  await expect(clips.getByRole("button", { name: "From your library" })).toBeFocused();
  await clips.getByRole("button", { name: "From your library" }).click();
  await library
    .getByRole("button", { name: /^Choose/ })
    .first()
    .click();
  await expect(clips).toBeHidden();
  await expect(shot(page, 4)).toBeVisible();

  await isFree(page);
  await button(page, "Join again").click();
  await isJoined(page, id, film.take);
  const { cut } = await cutOf(page, id);
  expect([cut.music?.url, cut.shots.at(-1)?.clip]).toEqual([
    expect.stringMatching(/^asset:/),
    expect.stringMatching(/^asset:|^clip/),
  ]);

  await page.goto(`/jobs/${id}`);
  const video = page.getByRole("region", { name: "The film" }).locator("video");
  await expect(video.locator("track")).toHaveAttribute("srclang", "en");
  await expect(video.locator("track")).toHaveAttribute("label", "Subtitles · English");
  const shown = () =>
    video.evaluate((player: HTMLVideoElement) => {
      const [track] = player.textTracks;
      return [track?.mode, [...(track?.cues ?? [])].map((one) => (one instanceof VTTCue ? one.text : ""))];
    });
  expect(await shown()).toEqual(["disabled", []]);
  await video.evaluate((player: HTMLVideoElement) => {
    for (const track of player.textTracks) track.mode = "showing";
  });
  await expect.poll(shown).toEqual(["showing", [`The kite climbs ${stamp}.`]]);
  await rm(folder, { recursive: true, force: true });
});

test("the film, its other forms, its edit list and a still are saved under the job's name", async ({ page }) => {
  const id = await openCut(page);
  const title = `Dandelion: a film ${Date.now()}`;
  await page.request.patch(`/v1/jobs/${id}`, { headers: { origin: runningApp().url }, data: { title } });
  await expect(page.getByRole("heading", { level: 1 })).toContainText(title);
  const saved = async (control: Locator) => {
    const saving = page.waitForEvent("download", { timeout: filmLength });
    await control.click();
    return (await saving).suggestedFilename();
  };
  const name = title.replace(":", "");
  await button(page, "Download").click();
  const window = page.getByRole("dialog");
  expect(await saved(window.getByRole("link", { name: "Save Film" }))).toBe(`${name} - Film.mp4`);
  expect(await saved(window.getByRole("button", { name: "Save: 1:1, square" }))).toBe(`${name} - 1 1, square.mp4`);
  expect(await saved(window.getByRole("link", { name: "Edit list" }))).toBe(`${name}.otio`);
  await page.goto(`/jobs/${id}`);
  expect(await saved(page.getByRole("link", { name: "Download", exact: true }))).toBe(`${name}.mp4`);
  expect(await saved(page.getByRole("link", { name: "Save this frame" }))).toBe(`${name} - Frame at 0 s.jpg`);
  const first = step(page, "clip.1");
  if (!(await first.isVisible())) await page.locator("summary", { hasText: "Steps" }).click();
  expect(await saved(first.getByRole("link", { name: "Save Scene 1: clip" }))).toBe(`${name} - Scene 1 clip.mp4`);
  await page.request.patch(`/v1/jobs/${id}`, { headers: { origin: runningApp().url }, data: { title: null } });
});

test("on a phone: buttons reorder and trim, handles are large, and nothing is wider than the screen", async ({
  browser,
}) => {
  const { url: baseURL, signedIn: storageState } = runningApp();
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  const context = await browser.newContext({ ...phone, baseURL, storageState, reducedMotion: "reduce" });
  const page = await context.newPage();
  await openCut(page);
  await shot(page, 1).tap();
  const box = await page.getByRole("slider", { name: "End of shot 1" }).boundingBox();
  expect(box?.width).toBeGreaterThanOrEqual(44);
  await button(page, "Move shot 1 right").tap();
  await expect(shot(page, 2)).toHaveAccessibleName(/Scene 1: clip/);
  await page.getByLabel("To (seconds)").fill("1");
  await expect(shot(page, 2)).toHaveAccessibleName(/0 to 1 seconds/);
  await isFree(page);
  await button(page, "Undo").tap();
  await expect(shot(page, 2)).toHaveAccessibleName(/0 to 1\.5 seconds/);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await context.close();
});
