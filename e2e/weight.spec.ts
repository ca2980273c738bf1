import { expect, test } from "./house";

const mostBytes = 200_000;

test("the first load of a job's page brings less than 200 KB of script", async ({ page, context }) => {
  const list: { data: { id: string }[] } = await (await page.request.get("/v1/jobs?limit=1")).json();
  const path = list.data[0] ? `/jobs/${list.data[0].id}` : "/jobs/nothing";
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  const scripts = new Set<string>();
  let bytes = 0;
  session.on("Network.responseReceived", ({ requestId, type }) => {
    if (type === "Script") scripts.add(requestId);
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) bytes += encodedDataLength;
  });

  await page.goto(path, { waitUntil: "load" });
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();

  test.info().annotations.push({ type: "script bytes", description: String(bytes) });
  expect(scripts.size).toBeGreaterThan(3);
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThan(mostBytes);
});
