import { isAccessible } from "./accessible";
import { askJob, filmLength, startFilm, step, steps } from "./making";
import { expect, test } from "./test-app";

test("an unconfirmed step can be submitted again, and the film is completed", async ({ page }) => {
  const id = await startFilm(page, "The lighthouse blinks twice. [fault:wan-i2v:submit-reset@1]");
  await expect(steps(page, "unconfirmed")).toHaveCount(1, { timeout: filmLength });
  const panel = page.getByRole("region", { name: "Clip: did the service receive it?" });
  await expect(panel).toContainText("The connection broke");

  await panel.getByRole("button", { name: "Check again" }).click();
  await expect(panel).toContainText("no webhook has arrived yet");

  await panel.getByRole("button", { name: "Submit again" }).click();
  await expect(page.getByRole("alertdialog")).toContainText("may charge twice");
  await page.getByRole("alertdialog").getByRole("button", { name: "Keep waiting" }).click();
  await expect(panel).toBeVisible();

  await panel.getByRole("button", { name: "Submit again" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Submit again" }).click();

  await expect(panel).toBeHidden();
  await expect(page.getByRole("link", { name: "Download" })).toBeVisible({ timeout: filmLength });
  await expect(step(page, "clip.1")).toHaveAttribute("data-status", "succeeded");
  expect((await askJob(page, id)).steps.find(({ key }) => key === "clip.1")?.attempt).toBe(2);
});

test("entering the service's id connects the step to the running work", async ({ page }) => {
  const id = await startFilm(page, "A bell rings once. [fault:wan-i2v:submit-reset@2]");
  const panel = page.getByRole("region", { name: "Clip: did the service receive it?" });
  await panel.getByRole("button", { name: "Enter the work's id…" }).click({ timeout: filmLength });
  await panel.getByLabel("The id of the work at the service").fill("c0ffee");
  await isAccessible(page);
  await panel.getByRole("button", { name: "Use this id" }).click();

  await expect(panel).toBeHidden();
  await expect(step(page, "clip.2")).toHaveAttribute("data-status", "waiting");
  await page.request.post(`/v1/jobs/${id}/cancel`, { headers: { origin: new URL(page.url()).origin } });
});
