import type { Page } from "@playwright/test";
import { isAccessible } from "./accessible";
import { chooseModel, openMaker } from "./making";
import { expect, test } from "./test-app";

/** A list is a field with rows: no form shows raw JSON for a known shape. */

const row = (page: Page, name: string) => page.getByLabel(name, { exact: true });

/** The options that the form would send now. */
async function quoted(page: Page, work: () => Promise<unknown>): Promise<Record<string, unknown>> {
  const sent = page.waitForRequest((request) => request.url().includes("dry_run"));
  await work();
  return (await sent).postDataJSON().options;
}

test("rows are added, pasted, moved and removed with the keyboard", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await openMaker(page);
  await chooseModel(page, "Product showcase");
  await row(page, "Selling points 1").fill("Light");
  await page.keyboard.press("Enter");
  await expect(row(page, "Selling points 2")).toBeFocused();
  await page.evaluate(() => navigator.clipboard.writeText("- Warm\r\n- Dry\n\n3. Quiet\n"));
  await page.keyboard.press("Control+V");
  const values = () =>
    page.getByLabel(/^Selling points \d$/).evaluateAll((all: HTMLInputElement[]) => all.map(({ value }) => value));
  await expect.poll(values).toEqual(["Light", "Warm", "Dry", "Quiet"]);
  await expect(row(page, "Selling points 4")).toBeFocused();
  await page.keyboard.press("Alt+ArrowUp");
  await expect.poll(values).toEqual(["Light", "Warm", "Quiet", "Dry"]);
  await expect(row(page, "Selling points 3")).toBeFocused();
  await page.getByRole("button", { name: "Remove row 2" }).first().click();
  await expect.poll(values).toEqual(["Light", "Quiet", "Dry"]);
  await expect(page.getByText("3 of 6")).toBeVisible();
  await isAccessible(page);

  await row(page, "Name").fill("Tent");
  const options = await quoted(page, () => page.getByRole("button", { name: "Use the sample picture" }).click());
  expect(options.selling_points).toEqual(["Light", "Quiet", "Dry"]);
});

test("a colour is chosen or typed, and a wrong one is refused at its field", async ({ page }) => {
  await openMaker(page);
  await chooseModel(page, "Product showcase");
  await row(page, "Name").fill("Tent");
  await row(page, "Brand colours 1: choose the colour").fill("#aa3322");
  await expect(row(page, "Brand colours 1")).toHaveValue("#aa3322");
  const options = await quoted(page, () => page.getByRole("button", { name: "Use the sample picture" }).click());
  expect(options.colors).toEqual(["#aa3322"]);
  await row(page, "Brand colours 1").fill("reddish");
  await expect(row(page, "Brand colours 1")).toHaveAccessibleDescription(/#1a2b3c/);
  await expect(row(page, "Brand colours 1")).toHaveAttribute("aria-invalid", "true");
});

test("quotes have a text and times, in small fields", async ({ page }) => {
  await openMaker(page);
  await chooseModel(page, "Talking head");
  await row(page, "Quotes 1").fill("Start small.");
  await page.getByRole("group", { name: "Quotes" }).getByRole("button", { name: "Add a row" }).click();
  await row(page, "Quotes 2").fill("Then keep going.");
  await row(page, "Quotes 2: From (s)").fill("4");
  await row(page, "Quotes 2: To (s)").fill("7");
  await page.getByRole("button", { name: "More options" }).click();
  await page.getByRole("checkbox", { name: "Square 1:1" }).check();
  const options = await quoted(page, async () => {
    await page.getByRole("button", { name: "Use a link" }).first().click();
    await page.getByLabel("File URL").fill("https://example.com/talk.mp4");
    await page.getByRole("button", { name: "Use link" }).click();
  });
  expect(options.quotes).toEqual(["Start small.", { text: "Then keep going.", from: 4, to: 7 }]);
  expect(options.social).toEqual(["square"]);
  await expect(page.getByRole("radiogroup", { name: "Style" }).locator("img")).toHaveCount(3);
  await isAccessible(page);
});
