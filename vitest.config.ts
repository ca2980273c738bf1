import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL(".", import.meta.url)) } },
  test: {
    include: ["{app,server,inngest,lib,db,engine,sandbox,cli,bench,testing}/**/*.test.ts"],
    // They only end what hangs: a build on a machine with other work takes minutes, and no test measures time.
    testTimeout: 300_000,
    hookTimeout: 900_000,
    expect: { poll: { timeout: 120_000 } },
    // Most of them wait for processes of their own, not for the processor.
    maxWorkers: 5,
  },
});
