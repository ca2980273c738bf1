import { isAccessible } from "./accessible";
import { filmLength, startFilm } from "./making";
import { expect, test } from "./test-app";

test("the log tells what happened to a job, step by step, and stays open", async ({ page }) => {
  await startFilm(page, "The gate is painted.");
  await expect(page.getByRole("link", { name: "Download", exact: true })).toBeVisible({ timeout: filmLength });
  const log = page.getByRole("region", { name: "Log" });
  await expect(log).toHaveCount(0);
  await page.getByRole("heading", { name: "Log" }).click();
  const lines = log.getByRole("listitem");
  await expect(lines.first()).toContainText("The job was submitted.");
  await expect(lines.nth(1)).toContainText("Work began.");
  const keyframe = lines.filter({ hasText: "Scene 1: keyframe" });
  await expect(keyframe).toHaveText([/Sent to “Edit a picture”\./, /Done\. \d+ s/]);
  await expect(lines.last()).toContainText("Finished");
  await isAccessible(page);

  await page.reload();
  await expect(lines.first()).toContainText("The job was submitted.");
});
