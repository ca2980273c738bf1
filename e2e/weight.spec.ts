import type { CDPSession, Page } from "@playwright/test";
import { filmLength, startFilm } from "./making";
import { expect, test } from "./test-app";

/** What a browser loads for a page, as it comes over the network, and what the page costs while it waits. */

const mostScript = 200_000;
const mostJson = 60 * 1024;

async function network(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  return session;
}

for (const [name, path] of [
  ["the form", "/"],
  ["a job", ""],
  ["the jobs", "/jobs"],
  ["the batches", "/batches"],
  ["the settings", "/settings"],
  ["the API reference", "/reference"],
] as const) {
  test(`the first load of the page of ${name} has less than 200 KB of scripts`, async ({ page }) => {
    const list: { data: { id: string }[] } = await (await page.request.get("/v1/jobs?limit=1")).json();
    const session = await network(page);
    /** The bytes of each script's headers, which do not count. */
    const scripts = new Map<string, number>();
    let bytes = 0;
    session.on("Network.responseReceived", ({ requestId, type, response }) => {
      if (type === "Script") scripts.set(requestId, response.encodedDataLength);
    });
    session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      const headers = scripts.get(requestId);
      if (headers !== undefined) bytes += encodedDataLength - headers;
    });

    await page.goto(path || `/jobs/${list.data[0]?.id ?? "nothing"}`, { waitUntil: "load" });
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();

    test.info().annotations.push({ type: "script bytes", description: String(bytes) });
    expect(scripts.size).toBeGreaterThan(3);
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThan(mostScript);
  });
}

test("a job's page with a full list loads less than 60 KB of JSON", async ({ page }) => {
  const id = await startFilm(page, "A bell is hung. [fault:wan-i2v:slow=60]");
  await expect(page.locator('[data-scene="Scene 1"] img')).toBeVisible({ timeout: filmLength });
  const session = await network(page);
  const json = new Set<string>();
  let bytes = 0;
  session.on("Network.responseReceived", ({ requestId, response }) => {
    if (/json|event-stream/.test(response.mimeType)) json.add(requestId);
  });
  session.on("Network.dataReceived", ({ requestId, dataLength }) => {
    if (json.has(requestId)) bytes += dataLength;
  });
  await page.reload();
  await expect(page.getByRole("button", { name: /^Queue: [1-9]/ })).toBeVisible();
  // Four lists of open jobs, and the stream of this job.
  await expect.poll(() => json.size).toBeGreaterThan(4);
  await page.getByRole("button", { name: /^Queue: [1-9]/ }).click();
  await expect(page.getByRole("dialog").getByRole("progressbar").first()).toBeVisible();
  test.info().annotations.push({ type: "JSON bytes", description: String(bytes) });
  expect(bytes).toBeLessThan(mostJson);
  await page.request.post(`/v1/jobs/${id}/cancel`, { headers: { origin: new URL(page.url()).origin } });
});

test.describe("in motion", () => {
  test.use({ contextOptions: { reducedMotion: "no-preference" } });

  test("while a page waits, only layers fade and move: nothing is painted again", async ({ page }) => {
    const id = await startFilm(page, "A kettle is filled. [fault:qwen-edit:slow=60]");
    await expect(page.locator("[data-scene] .shimmer").first()).toBeVisible({ timeout: filmLength });
    const animated = await page.evaluate(() =>
      document
        .getAnimations()
        .flatMap(({ effect }) =>
          effect instanceof KeyframeEffect
            ? effect
                .getKeyframes()
                .flatMap((frame) =>
                  Object.keys(frame).filter(
                    (name) => !["offset", "computedOffset", "easing", "composite"].includes(name),
                  ),
                )
            : [],
        ),
    );
    expect(animated).toContain("opacity");
    expect(animated.filter((name) => name !== "opacity" && name !== "transform")).toEqual([]);
    await page.request.post(`/v1/jobs/${id}/cancel`, { headers: { origin: new URL(page.url()).origin } });
  });
});
