import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium as playwright } from "@playwright/test";
import { foldsCookie, writtenFolds } from "@/app/(studio)/jobs/[id]/_panels/folds";
import { newSignInLink } from "@/cli/supervisor/database";
import { startAll } from "@/cli/supervisor/supervisor";
import { chromium } from "./chromium";
import { passRunningApp } from "./test-app";

/**
 * Builds if needed and starts the real app on free ports in its own folder; returns a function that stops everything.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "nextscene-e2e-"));
  const app = await startAll({
    ports: "free",
    dataDir: join(folder, "data"),
    quiet: !process.env.E2E_LOGS,
    // Cancelled work keeps its worker busy once it runs: enough workers that the next test need not wait.
    // The check of results is one more process for each film: `testing/api/result-check.test.ts` tests it.
    env: { SANDBOX_CONCURRENCY: "64", WAN_I2V_PRICE: "0.1/s", CHECK_RESULTS: "off" },
  });
  const stop = async () => {
    await app.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const signedIn = join(folder, "signed-in.json");
    await signIn(await newSignInLink(app.settings), signedIn);
    const signOut = await newSignInLink(app.settings);
    passRunningApp({ url: app.url, signedIn, signInLinks: { wholePath: app.signInUrl, signOut } });
    return stop;
  } catch (error) {
    await stop();
    throw error;
  }
}

async function signIn(link: string, cookieFile: string): Promise<void> {
  const browser = await playwright.launch(chromium());
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(link);
  // Tests look at the steps; `filmstrip.spec.ts` tests that they are folded away.
  await context.addCookies([
    { name: foldsCookie, value: writtenFolds({ steps: true, timeline: true }), url: page.url() },
  ]);
  await context.storageState({ path: cookieFile });
  await browser.close();
}
