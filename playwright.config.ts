import { defineConfig } from "@playwright/test";
import { chromium } from "./e2e/chromium";

/** The whole house in a real browser: `e2e/setup.ts` builds and starts it, every spec shares it. */
export default defineConfig({
  testDir: "e2e",
  globalSetup: "./e2e/setup.ts",
  workers: 1,
  retries: 0,
  reporter: "list",
  timeout: 180_000,
  expect: { timeout: 20_000 },
  use: { launchOptions: chromium(), viewport: { width: 1280, height: 800 }, trace: "retain-on-failure" },
});
