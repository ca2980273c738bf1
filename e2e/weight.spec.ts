import type { BrowserContext, Page } from "@playwright/test";
import { expect, test } from "./test-app";

const mostBytes = 200 * 1024;

test("the first load of a job's page has less than 200 KB of scripts", async ({ page, context }) => {
  const list: { data: { id: string }[] } = await (await page.request.get("/v1/jobs?limit=1")).json();
  await isLight(page, context, list.data[0] ? `/jobs/${list.data[0].id}` : "/jobs/nothing");
});

test("the first load of the form has less than 200 KB of scripts", ({ page, context }) => isLight(page, context, "/"));

async function isLight(page: Page, context: BrowserContext, path: string): Promise<void> {
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
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

  await page.goto(path, { waitUntil: "load" });
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();

  test.info().annotations.push({ type: "script bytes", description: String(bytes) });
  expect(scripts.size).toBeGreaterThan(3);
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThan(mostBytes);
}
