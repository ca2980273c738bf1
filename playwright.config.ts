import { defineConfig } from "@playwright/test";
import { chromium } from "./e2e/chromium";

/** The whole house in a real browser: `e2e/setup.ts` builds and starts it, every spec shares it. */
export default defineConfig({
  testDir: "e2e",
  globalSetup: "./e2e/setup.ts",
  workers: 3,
  retries: 0,
  reporter: "list",
  timeout: 600_000,
  expect: { timeout: 60_000 },
  // Drawing what moves takes a third of a machine that has no graphics card; `watch.spec.ts` looks at the pages in motion.
  use: {
    launchOptions: chromium(),
    viewport: { width: 1280, height: 800 },
    contextOptions: { reducedMotion: "reduce" },
    screenshot: "only-on-failure", // a trace of every test takes a fifth of the time: `--trace on` where one is wanted
  },
});
