import { filmLength, startFilm } from "./making";
import { hide, recordNotices } from "./notices";
import { expect, test } from "./test-app";

/** Browser notices of jobs, and the title of a hidden tab. */

test("a job that ends while the tab is hidden shows a notice, once the user has turned them on", async ({ page }) => {
  await recordNotices(page);
  await startFilm(page, "A kite rises. [fault:wan-i2v:slow=15]");
  await page.getByRole("button", { name: "Turn on" }).click();
  await expect(page.getByText("Get a notice when it is done?")).toBeHidden();
  await hide(page);
  await expect.poll(() => page.title(), { timeout: filmLength }).toMatch(/^\d+% · /);
  await expect(page.locator("html")).toHaveAttribute("data-notice", /^Done: A kite rises/m, { timeout: filmLength });
});

test("without a click nothing is requested, and a dismissed offer does not come again", async ({ page }) => {
  await recordNotices(page);
  await startFilm(page, "A kite falls. [fault:wan-i2v:slow=60]");
  await page.getByRole("button", { name: "No, thanks" }).click();
  expect(await page.evaluate(() => sessionStorage.getItem("asked"))).toBeNull();
  await page.reload();
  await expect(page.getByRole("button", { name: "Cancel" })).toBeVisible();
  await expect(page.getByText("Get a notice when it is done?")).toBeHidden();
});
