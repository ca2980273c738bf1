import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL(".", import.meta.url)) } },
  test: {
    include: ["{app,inngest,lib,db,engine,sandbox,cli,bench}/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Most of them wait for processes of their own, not for the processor.
    maxWorkers: 5,
  },
});
