import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./house";

test("a key is created, shown once and revoked, on a page that is accessible and fits 390 pixels", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto("/");
  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByRole("textbox", { name: "Name of a new key" }).fill("A shop");
  await page.getByRole("button", { name: "Create a key", exact: true }).click();
  await expect(page.getByText(/^ns_\w+_/)).toBeVisible();
  await expect(page.getByRole("table", { name: "Spend of the last 30 days" }).getByRole("row")).toHaveCount(31);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);

  await page.getByRole("button", { name: "Revoke A shop" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke", exact: true }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "A shop" })).toContainText("Revoked");
});
