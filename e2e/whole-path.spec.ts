import {
  askJob,
  clipIsLoaded,
  filmLength,
  jobIdOf,
  picker,
  pictureIsShown,
  prompt,
  startButton,
  steps,
} from "./making";
import { decodeFilm, makePicture } from "./media";
import { expect, runningApp, test } from "./test-app";

test.use({ storageState: { cookies: [], origins: [] } });

test("the printed link leads to a film: upload, watch every step, play, download a decodable mp4 of the right length", async ({
  page,
}, info) => {
  const picture = await makePicture(info.outputPath("mine.jpg"));

  await page.goto(runningApp().signInLinks.wholePath);
  await picker(page).setInputFiles(picture);
  await expect(page.getByText("Uploaded")).toBeVisible();
  await prompt(page).fill("A boat comes out of the mist and a girl waves from the shore.");
  await startButton(page).click();
  const id = await jobIdOf(page);
  await page.getByRole("heading", { name: "Steps" }).click();

  await expect(steps(page)).toHaveCount(8);
  await expect(steps(page, "succeeded")).toHaveCount(8, { timeout: filmLength });
  for (const scene of [1, 2, 3]) {
    await pictureIsShown(page, `keyframe.${scene}`);
    await clipIsLoaded(page, `clip.${scene}`);
  }
  const job = await askJob(page, id);
  for (const { prompt: text } of job.steps.filter((step) => step.key.startsWith("keyframe."))) {
    await expect(page.getByRole("paragraph").filter({ hasText: text ?? "" })).toBeVisible();
  }

  const film = page.getByRole("region", { name: "The film" }).locator("video");
  await film.evaluate((video: HTMLVideoElement) => video.play());
  await expect.poll(() => film.evaluate((video: HTMLVideoElement) => video.currentTime)).toBeGreaterThan(0.5);
  expect(await film.evaluate((video: HTMLVideoElement) => video.readyState)).toBeGreaterThanOrEqual(2);

  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download" }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/\.mp4$/);
  const decoded = await decodeFilm(await download.path());
  const clips = job.steps.filter((step) => step.key.startsWith("clip.")).flatMap((step) => step.outputs);
  const expected = clips.reduce((seconds, clip) => seconds + (clip.duration ?? 0), 0);
  expect(clips).toHaveLength(3);
  expect(decoded).toMatchObject({ container: expect.stringContaining("mp4"), codec: "h264", stderr: "" });
  expect(decoded.seconds).toBeCloseTo(expected, 0);
});
