import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL(".", import.meta.url)) } },
  test: {
    include: ["{app,server,inngest,lib,db,engine,sandbox,cli,bench,testing}/**/*.test.ts"],
    globalSetup: "./testing/shared-apps.ts",
    // These only end tests that hang: a build on a busy machine takes minutes, and no test measures time.
    testTimeout: 300_000,
    hookTimeout: 900_000,
    expect: { poll: { timeout: 120_000 } },
    // As of `startApp`.
    env: { CHECK_RESULTS: "off" },
    // Most tests wait for processes that they started, not for the processor.
    maxWorkers: 5,
  },
});
