import type { Page } from "@playwright/test";
import { isAccessible } from "./accessible";
import { filmLength, openMaker, startButton, startFilm } from "./making";
import { expect, runningApp, test } from "./test-app";

const speak = (page: Page, language: "en" | "zh") =>
  page.context().addCookies([{ name: "nextscene_language", value: language, url: runningApp().url }]);

test("the create page is accessible and fits 390 pixels", async ({ page }) => {
  await openMaker(page);
  await page.getByRole("button", { name: "More options" }).click();
  await startButton(page).click();
  await expect(page.getByRole("alert").first()).toBeVisible();
  await isAccessible(page);
});

test("the page of a running and then finished job is accessible and fits 390 pixels", async ({ page }) => {
  await startFilm(page, "A heron lifts off the water. [fault:wan-i2v:slow=3]");
  await expect(page.getByRole("button", { name: "Cancel" })).toBeVisible();
  await isAccessible(page);
  await expect(page.getByRole("link", { name: "Download" })).toBeVisible({ timeout: filmLength });
  await isAccessible(page);

  await page.getByRole("button", { name: "Details of Scene 1: clip" }).click();
  await expect(page.getByRole("dialog").getByText("Move a picture", { exact: true })).toBeVisible();
  await isAccessible(page);
  await page.keyboard.press("Escape");

  await speak(page, "zh");
  await page.reload();
  await expect(page.getByRole("link", { name: "下载" })).toBeVisible();
  await isAccessible(page);
});

test("the list of jobs is accessible and fits 390 pixels", async ({ page }) => {
  await page.goto("/jobs");
  await expect(
    page.getByRole("progressbar").or(page.getByRole("listitem")).or(page.getByText("No jobs yet")).first(),
  ).toBeVisible();
  await isAccessible(page);
});

test("the queue and the shortcuts are accessible and fit 390 pixels", async ({ page }) => {
  await page.goto("/jobs");
  for (const name of [/^Queue/, "Keyboard shortcuts"]) {
    await page.getByRole("button", { name }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await isAccessible(page);
    await page.keyboard.press("Escape");
  }
});

test("the pages are accessible and fit 390 pixels in Chinese", async ({ page }) => {
  await speak(page, "zh");
  await page.goto("/");
  await page.getByRole("button", { name: "更多选项" }).click();
  await page.getByRole("button", { name: "开始" }).click();
  await isAccessible(page);
  await page.goto("/jobs?q=%E6%B2%A1%E6%9C%89");
  await expect(page.getByRole("searchbox", { name: "搜索任务" })).toBeVisible();
  await isAccessible(page);
});

test.describe("signed out", () => {
  test.use({ storageState: { cookies: [], origins: [] } });

  for (const language of ["en", "zh"] as const) {
    test(`the sign-in page is accessible and fits 390 pixels, in ${language}`, async ({ page }) => {
      await speak(page, language);
      await page.goto("/sign-in-needed?reason=over");
      await isAccessible(page);
    });
  }
});
