import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./house";
import { filmLength, openMaker, startButton, startFilm } from "./making";

const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Nothing for axe to find in light or dark, nothing wider than the smallest screen. */
async function isAccessible(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
    expect(violations.map(({ id, nodes }) => [colorScheme, id, nodes.map((node) => node.html)])).toEqual([]);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
}

test("the page to make is accessible and fits 390 pixels", async ({ page }) => {
  await openMaker(page);
  await page.getByRole("button", { name: "More options" }).click();
  await startButton(page).click();
  await expect(page.getByRole("alert").first()).toBeVisible();
  await isAccessible(page);
});

test("the page of a job that runs, and then is finished, is accessible and fits 390 pixels", async ({ page }) => {
  await startFilm(page, "A heron lifts off the water. [fault:wan-i2v:slow=3]");
  await expect(page.getByRole("button", { name: "Cancel" })).toBeVisible();
  await isAccessible(page);
  await page.setViewportSize({ width: 1280, height: 800 });
  await expect(page.getByRole("link", { name: "Download" })).toBeVisible({ timeout: filmLength });
  await isAccessible(page);
});

test("the list of jobs is accessible and fits 390 pixels", async ({ page }) => {
  await page.goto("/jobs");
  await expect(
    page.getByRole("progressbar").or(page.getByRole("listitem")).or(page.getByText("No jobs yet")).first(),
  ).toBeVisible();
  await isAccessible(page);
});

test.describe("signed out", () => {
  test.use({ storageState: { cookies: [], origins: [] } });

  test("the page that asks to sign in is accessible and fits 390 pixels", async ({ page }) => {
    await page.goto("/");
    await expect(page).toHaveURL("/sign-in-needed");
    await isAccessible(page);
  });
});
