import type { Page } from "@playwright/test";
import { openMaker, picker, prompt } from "./making";
import { expect, test } from "./test-app";

/** Pasted and dropped files and texts go to the intended field. */

test("text copied from a spreadsheet, which adds a picture, is pasted into a field as text", async ({ page }) => {
  await openMaker(page);
  await prompt(page).focus();
  const taken = await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "Row 1\tRow 2");
    clipboardData.items.add(new File([new Uint8Array(8)], "image.png", { type: "image/png" }));
    const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    document.activeElement?.dispatchEvent(event);
    return event.defaultPrevented; // then the field does not get its text
  });
  expect(taken).toBe(false);
  await expect(page.getByRole("button", { name: /^Remove / })).toHaveCount(0);
});

const drop = async (page: Page, selector: string, fill: { link?: string; file?: string }) => {
  const dataTransfer = await page.evaluateHandle(({ link, file }) => {
    const data = new DataTransfer();
    if (link) data.setData("text/uri-list", link);
    if (file) data.items.add(new File([new Uint8Array(8)], file, { type: "image/png" }));
    return data;
  }, fill);
  await page.dispatchEvent(selector, "dragover", { dataTransfer });
  await page.dispatchEvent(selector, "drop", { dataTransfer });
};

test("a link can be dropped like a file, even with a stray percent sign", async ({ page }) => {
  await openMaker(page);
  await drop(page, "form", { link: "https://example.com/100%.jpg" });
  await expect(page.getByRole("button", { name: "Remove 100%.jpg" })).toBeVisible();
  await drop(page, "form", { link: "https://example.com/%E9%9B%AA.jpg" });
  await expect(page.getByRole("button", { name: "Remove 雪.jpg" })).toBeVisible();
});

test("adding or removing a file keeps the focus at its field", async ({ page }) => {
  await openMaker(page);
  await page.getByRole("button", { name: "Use the sample picture" }).press("Enter");
  await expect(page.getByText("Uploaded")).toBeVisible();
  await expect(picker(page)).toBeFocused();
  await page.getByRole("button", { name: "Remove sample.jpg" }).press("Enter");
  await expect(picker(page)).toBeFocused();
});
