import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { testGroups } from "./testing/test-groups.ts";

const alias = { "@": fileURLToPath(new URL(".", import.meta.url)) };
const groups = Object.entries(testGroups());

export default defineConfig({
  resolve: { alias },
  test: {
    globalSetup: "./testing/shared-apps.ts",
    // Most tests wait for processes that they started, not for the processor.
    maxWorkers: 5,
    projects: groups.map(([name, include]) => ({
      resolve: { alias },
      test: {
        name,
        include: include.map((file) => file.replace(/[[\]()]/g, "\\$&")),
        isolate: name.endsWith("-alone"),
        // These only end tests that hang: a build on a busy machine takes minutes, and no test measures time.
        testTimeout: 300_000,
        hookTimeout: 900_000,
        expect: { poll: { timeout: 120_000 } },
        // As of `startApp`.
        env: { CHECK_RESULTS: "off" },
      },
    })),
  },
});
