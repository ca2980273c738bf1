import type { Page } from "@playwright/test";
import { isAccessible } from "./accessible";
import { chooseModel, openMaker } from "./making";
import { expect, test } from "./test-app";

const order = (page: Page) =>
  page.getByRole("button", { name: /^Remove / }).evaluateAll((all) => all.map((one) => one.ariaLabel));

async function giveLink(page: Page, url: string): Promise<void> {
  await page.getByRole("button", { name: "Use a link" }).first().click();
  await page.getByLabel("File URL").fill(url);
  await page.getByRole("button", { name: "Use link" }).click();
}

test("files are added by link, by field or by paste, and reordered with the keyboard", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await openMaker(page);
  await chooseModel(page, "Join clips");
  await giveLink(page, "https://example.com/a.mp4");
  await giveLink(page, "https://example.com/b.mp4");
  await page.evaluate(() => navigator.clipboard.writeText("https://example.com/c.mp4"));
  await page.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("Control+V");
  await expect.poll(() => order(page)).toEqual(["Remove a.mp4", "Remove b.mp4", "Remove c.mp4"]);

  await page.getByRole("button", { name: "Move c.mp4 earlier" }).press("Enter");
  await expect.poll(() => order(page)).toEqual(["Remove a.mp4", "Remove c.mp4", "Remove b.mp4"]);
  await page.getByRole("button", { name: "Move a.mp4 later" }).press("Enter");
  await expect.poll(() => order(page)).toEqual(["Remove c.mp4", "Remove a.mp4", "Remove b.mp4"]);
  await expect(page.getByText("a.mp4 is now number 2 of 3.")).toBeAttached();
});

test("an invalid address is refused at its field", async ({ page }) => {
  await openMaker(page);
  await giveLink(page, "example.com/a.jpg");
  await expect(page.getByLabel("File URL")).toHaveAccessibleDescription(/starts with https:/);
  await isAccessible(page);
  await expect(page.getByRole("button", { name: /^Remove / })).toHaveCount(0);
});
