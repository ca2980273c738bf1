import type { Locator, Page } from "@playwright/test";
import { filmLength, startFilm } from "./making";
import { expect, test } from "./test-app";

/** Every file that a person sees can be filled into the form of another workflow. */

test("a clip of a shot's dialog, an input of the job and the current frame are filled into other forms", async ({
  page,
}) => {
  const id = await startFilm(page, "A gull lands on the pier.");
  await expect(page.getByRole("link", { name: "Download", exact: true })).toBeVisible({ timeout: filmLength });
  const use = async (name: string, workflow: string, place: Page | Locator = page) => {
    await place.getByRole("button", { name: `Use ${name} in…` }).click();
    await page.getByRole("menuitem", { name: workflow }).first().click();
    await expect(page).toHaveURL(({ search }) => search.startsWith("?model=") && !search.includes("use="));
    await expect(page.getByText("Uploaded").first()).toBeVisible();
  };

  await page.locator('[data-scene="Scene 1"]').getByRole("button", { name: "Scene 1" }).first().click();
  await use("Scene 1: clip", "Make a GIF", page.getByRole("dialog"));
  await page.goto(`/jobs/${id}`);
  await use("Input 1", "Edit a picture");
  await page.goto(`/jobs/${id}`);
  await use("This frame", "Edit a picture");
});
