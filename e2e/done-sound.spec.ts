import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { filmLength } from "./making";
import { hide, recordNotices } from "./notices";
import { expect, runningApp, test } from "./test-app";

/** The tone of a job that ends, and the notice of one that waits for a review. */

const headers = () => ({ origin: runningApp().url });

/** Counts the notes that the page plays in `data-notes`: a headless browser is silent. */
const recordNotes = (page: Page) =>
  page.addInitScript(() => {
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...given) {
      const { dataset } = document.documentElement;
      dataset.notes = String(Number(dataset.notes ?? 0) + 1);
      return start.apply(this, given);
    };
  });
const notes = (page: Page) => page.locator("html").getAttribute("data-notes");

/** Starts a job of the sample picture, and opens its page while it runs. */
async function running(
  page: Page,
  job: { model: string; options: { prompt: string }; review?: boolean },
): Promise<string> {
  const sent = await page.request.post("/v1/uploads", {
    headers: { ...headers(), "content-type": "image/jpeg" },
    data: await readFile("public/sample.jpg"),
  });
  const data = { ...job, input: [{ type: "image", url: `asset:${(await sent.json()).id}` }] };
  const { id } = await (await page.request.post("/v1/generate", { headers: headers(), data })).json();
  await page.goto(`/jobs/${id}`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(job.options.prompt);
  await expect(page.getByRole("button", { name: "Cancel", exact: true })).toBeVisible();
  return id;
}
const picture = (seconds: number) => ({
  model: "qwen-edit",
  options: { prompt: `A curlew of ${Date.now()} [fault:slow=${seconds}]` },
});
const download = (page: Page) => page.getByRole("link", { name: "Download the picture" });

test("a tone is off at first; turned on, it plays once when a job ends, and not for one that has ended", async ({
  page,
}) => {
  await recordNotes(page);
  await running(page, picture(3));
  await expect(download(page)).toBeVisible({ timeout: filmLength });
  expect(await notes(page)).toBeNull();

  await page.goto("/settings");
  await page.getByRole("button", { name: "Turn the sound on" }).click();
  await expect.poll(() => notes(page)).toBe("2"); // what it sounds like

  const second = await running(page, picture(5));
  expect(await notes(page)).toBeNull();
  await expect(download(page)).toBeVisible({ timeout: filmLength });
  await expect.poll(() => notes(page)).toBe("2");
  await page.goto(`/jobs/${second}`);
  await expect(download(page)).toBeVisible();
  expect(await notes(page)).toBeNull();
});

test("a hidden tab says that a job waits for a review", async ({ page }) => {
  await recordNotices(page);
  const prompt = `Tides of ${Date.now()} [fault:qwen-vl:slow=12]`;
  const id = await running(page, { model: "next-scene", options: { prompt }, review: true });
  await page.getByRole("button", { name: "Turn on" }).click();
  await hide(page);
  await expect(page.locator("html")).toHaveAttribute("data-notice", /^Waiting for your review: Tides of/m, {
    timeout: filmLength,
  });
  await page.request.post(`/v1/jobs/${id}/cancel`, { headers: headers() });
});
