import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { generate, upload } from "@/cli/film/api-client";
import { createShortKey } from "@/cli/supervisor/database";
import { claimPort } from "@/cli/supervisor/ports";
import { type Running, startAll } from "@/cli/supervisor/supervisor";
import { sample } from "@/testing/app";

/** The studio below a path of `PUBLIC_URL`, in a browser. */

let app: Running;
const dataDir = mkdtempSync(join(tmpdir(), "nextscene-path-"));

test.beforeAll(async () => {
  test.setTimeout(600_000);
  const web = await claimPort(0, "127.0.0.1", "PORT");
  const env = { PUBLIC_URL: `http://localhost:${web}/films/nextscene`, SANDBOX_INSTANT: "1" };
  app = await startAll({ dataDir, ports: { web, engine: 0, work: 0, sandbox: 0 }, quiet: true, env });
});
test.afterAll(async () => {
  await app?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

test("the link signs in, a job's page shows its film, and signing out leads to the sign-in", async ({ page }) => {
  test.setTimeout(180_000);
  const elsewhere: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(`${app.url}`) && request.url().startsWith("http")) elsewhere.push(request.url());
  });
  await page.goto(app.signInUrl);
  await expect(page).toHaveURL(app.url);
  await expect(page.getByRole("heading", { name: "What happens next?" })).toBeVisible();

  const { key } = await createShortKey(app.settings, "browser");
  const api = { url: app.url, key, signal: AbortSignal.timeout(120_000) };
  const { id } = await generate(api, {
    model: "next-scene",
    input: [{ type: "image", url: await upload(api, sample) }],
    options: { prompt: "The wind carries the seeds away.", duration: 3 },
  });
  await page.goto(`${app.url}/jobs/${id}`);
  const film = page.getByRole("link", { name: "Download", exact: true });
  await expect(film).toBeVisible({ timeout: 90_000 });
  await expect
    .poll(() =>
      page
        .locator("video")
        .first()
        .evaluate((video) => (video as HTMLVideoElement).readyState),
    )
    .toBeGreaterThan(0);
  await page.getByRole("link", { name: "Jobs", exact: true }).click();
  await expect(page).toHaveURL(`${app.url}/jobs`);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(`${app.url}/sign-in-needed`);
  expect(elsewhere).toEqual([]);
});
