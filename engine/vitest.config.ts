import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/**
 * `npm run test:engine` tests the embedded engine. With INNGEST_BASE_URL it tests that server instead, and only what
 * every Inngest server must do; that server may be slow and keeps its data. Without a signing key it is a Dev Server.
 */
const { INNGEST_BASE_URL: url, INNGEST_SIGNING_KEY: signingKey, INNGEST_EVENT_KEY, INNGEST_DEV } = process.env;
const signed = signingKey && !INNGEST_DEV;

export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: url
    ? {
        include: ["engine/conformance/**/*.test.ts"],
        provide: {
          inngest: { url, eventKey: INNGEST_EVENT_KEY || "any", ...(signed ? { signingKey } : {}) },
        },
        testTimeout: 180_000,
      }
    : { include: ["engine/**/*.test.ts"], testTimeout: 120_000 },
});
