import { readFile } from "node:fs/promises";
import { sample } from "@/testing/app";
import { fitsTheNarrowest } from "./accessible";
import { askJob, filmLength } from "./making";
import { expect, runningApp, test } from "./test-app";

/** At 400 % and on the smallest phone every page is read by scrolling down alone. */

const pages = [
  "/",
  "/jobs",
  "/batches",
  "/batches/new",
  "/library",
  "/settings",
  "/reference",
  "/jobs/nothing",
  "/nowhere",
];
const workflows = [
  "topic-film",
  "product-showcase",
  "talking-head",
  "text-to-image",
  "image-to-video",
  "add-subtitles",
];

for (const language of ["en", "zh"] as const) {
  test(`every page fits a window of 320 pixels, in ${language}`, async ({ page }) => {
    await page.context().addCookies([{ name: "nextscene_language", value: language, url: runningApp().url }]);
    for (const path of [...pages, ...workflows.map((model) => `/?model=${model}`)]) {
      await test.step(path, async () => {
        await page.goto(path);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        await expect(page.locator(".shimmer, .animate-pulse")).toHaveCount(0);
        await fitsTheNarrowest(page);
      });
    }
  });
}

test("the pages of a finished film and of its cut fit a window of 320 pixels", async ({ page }) => {
  const headers = { origin: runningApp().url };
  const sent = await page.request.post("/v1/uploads", {
    headers: { ...headers, "content-type": "image/jpeg" },
    data: await readFile(sample),
  });
  const data = {
    model: "next-scene",
    input: [{ type: "image", url: `asset:${(await sent.json()).id}` }],
    options: { prompt: "Donaudampfschifffahrtsgesellschaftskapitän", width: 160, height: 90, duration: 1 },
  };
  const { id } = await (await page.request.post("/v1/generate", { headers, data })).json();
  await expect.poll(async () => (await askJob(page, id)).status, { timeout: filmLength }).toBe("completed");
  for (const path of [`/jobs/${id}`, `/jobs/${id}/cut`, `/?from=${id}`]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await fitsTheNarrowest(page);
  }
});
