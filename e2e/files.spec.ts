import { writeFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { filmLength, openMaker, startButton } from "./making";
import { makeClip } from "./media";
import { expect, test } from "./test-app";

/** Files other than pictures, videos and sounds, as inputs and results. */

const srt = "1\n00:00:00,200 --> 00:00:01,000\nThe wind rises.\n";

async function openModel(page: Page, model: string): Promise<void> {
  await openMaker(page);
  await page.getByRole("combobox", { name: "Workflow" }).click();
  await page.getByRole("listbox").getByRole("option").filter({ hasText: model }).click();
}
const field = (page: Page, name: string) => page.getByLabel(name, { exact: true });

test("a file field says what it takes, refuses another type, and its result is saved file by file", async ({
  page,
}, info) => {
  await openModel(page, "Add subtitles");
  await expect(page.getByText("WebVTT or SRT", { exact: true })).toBeVisible();
  await expect(field(page, "Subtitles")).toHaveAttribute("accept", "text/vtt,.vtt,application/x-subrip,.srt");
  await field(page, "Video").setInputFiles(makeClip(info.outputPath("clip.mp4")));

  await writeFile(info.outputPath("notes.zip"), "PK");
  await field(page, "Subtitles").setInputFiles(info.outputPath("notes.zip"));
  await expect(page.getByText("notes.zip is of another type. Choose a file of type WebVTT or SRT.")).toBeVisible();

  await writeFile(info.outputPath("broken.srt"), "1\n00:00:01 --> soon\nHello\n");
  await field(page, "Subtitles").setInputFiles(info.outputPath("broken.srt"));
  await expect(page.getByRole("alert").filter({ hasText: /SRT|not known|GIF/ })).toBeVisible();

  await writeFile(info.outputPath("lines.srt"), `${srt}\n${Date.now()}\n`);
  await field(page, "Subtitles").setInputFiles(info.outputPath("lines.srt"));
  await expect(page.getByText("Uploaded")).toHaveCount(2);
  await startButton(page).click();

  const files = page.getByRole("region", { name: "Files and values of the result" });
  await expect(files.getByRole("listitem")).toHaveCount(2, { timeout: filmLength });
  await expect(files.getByRole("listitem").first()).toContainText("WebVTT");
  await expect(files.getByText("Lines")).toBeVisible();
  const downloading = page.waitForEvent("download");
  await files.getByRole("link", { name: "Save Subtitles.srt" }).click();
  expect((await downloading).suggestedFilename()).toBe("Add subtitles - Subtitles.srt");
  await expect(page.locator("video").first()).toBeVisible();
});

test("a GIF that was made is shown, and is saved as one", async ({ page }, info) => {
  await openModel(page, "Make a GIF");
  await field(page, "Video").setInputFiles(makeClip(info.outputPath("clip.mp4")));
  await page.getByRole("spinbutton", { name: "Width" }).fill("160");
  await startButton(page).click();
  const gif = page.getByRole("img", { name: "The result" });
  await expect
    .poll(() => gif.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth), {
      timeout: filmLength,
    })
    .toBe(160);
  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download the file" }).click();
  expect((await downloading).suggestedFilename()).toMatch(/\.gif$/);
});
