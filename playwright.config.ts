import { defineConfig } from "@playwright/test";
import { chromium } from "./e2e/chromium";

/** The whole app in a real browser: `e2e/setup.ts` builds and starts it, and all specs share it. */
export default defineConfig({
  testDir: "e2e",
  globalSetup: "./e2e/setup.ts",
  workers: 3,
  retries: 0,
  reporter: "list",
  timeout: 600_000,
  expect: { timeout: 60_000 },
  // Animations take a third of a machine without a graphics card; `watch.spec.ts` tests the pages with them.
  use: {
    launchOptions: chromium(),
    viewport: { width: 1280, height: 800 },
    contextOptions: { reducedMotion: "reduce" },
    navigationTimeout: 60_000, // a page that does not come is named, and costs a minute
    actionTimeout: 60_000, // so is what cannot be clicked
    screenshot: "only-on-failure", // traces take a fifth of the time: use `--trace on` when needed
  },
});
