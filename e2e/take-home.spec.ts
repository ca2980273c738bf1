import type { Page } from "@playwright/test";
import { chooseModel, filmLength, openMaker, startFilm, step } from "./making";
import { expect, test } from "./test-app";

/** All results can be downloaded, also when there are several, or when there is no film. */

async function startAlone(page: Page, model: string, sentence: string): Promise<void> {
  await openMaker(page);
  await chooseModel(page, model);
  await page.getByRole("button", { name: "Use the sample picture" }).click();
  await page.getByRole("textbox", { name: "Prompt" }).first().fill(sentence);
}
const start = (page: Page) => page.getByRole("button", { name: "Start" }).click();

test("several pictures of one call are all shown, and saved one by one or together; the step can be re-taken", async ({
  page,
}) => {
  await startAlone(page, "Edit a picture", `By night ${Date.now()}.`);
  await page.getByRole("button", { name: "More options" }).click();
  await page.getByRole("spinbutton", { name: "Pictures" }).fill("3");
  await start(page);
  const all = page.getByRole("link", { name: "Download all 3" });
  await expect(all).toHaveAttribute("href", /archive\.zip$/, { timeout: filmLength });
  await expect(page.getByRole("region", { name: "The film" }).getByRole("listitem")).toHaveCount(3);
  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: "Save picture 2" }).click();
  expect((await downloading).suggestedFilename()).toMatch(/^By night \d+ - Picture 2\.jpe?g$/);
  await page.getByRole("button", { name: "Re-take Edit a picture" }).click();
  await expect(page.getByRole("dialog").getByText(/^about .* · no price set$/)).toBeVisible();
});

test("a text can be copied, and so can the link to its page at the studio's current address", async ({
  page,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await startAlone(page, "Describe a picture", `What is here ${Date.now()}?`);
  await start(page);
  await page.getByRole("button", { name: "Copy the text" }).click({ timeout: filmLength });
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  expect(await copied()).toContain("Next Scene:");
  await page.getByRole("button", { name: "Copy page link" }).click();
  await expect.poll(copied).toBe(page.url());
});

test("a failed job offers its finished shots, one by one and as one archive", async ({ page }) => {
  await startFilm(page, "The rope is cut. [fault:wan-i2v:fail=no thread@2]");
  await expect(page.getByRole("button", { name: "Try again" })).toBeVisible({ timeout: filmLength });
  await expect(page.getByRole("link", { name: "All files" })).toHaveAttribute("href", /archive\.zip$/);
  await expect(step(page, "keyframe.2").getByRole("link", { name: "Save Scene 2: keyframe" })).toHaveAttribute(
    "href",
    /download=The%20rope%20is%20cut.*Scene%202%20keyframe$/,
  );
});
