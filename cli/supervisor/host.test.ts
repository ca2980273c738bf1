import { networkInterfaces } from "node:os";
import { expect, test } from "vitest";
import { startApp, timeFilm } from "@/testing/app";

/** With `HOST` the web app listens on one address, where the engine, the services and callers reach it. */

const own = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
const hasV6 = own.some(({ address }) => address === "::1");

test.each([["127.0.0.2", "http://127.0.0.2"], ...(hasV6 ? [["::1", "http://[::1]"]] : [])])(
  "a film is made by an app that listens on %s only",
  async (HOST, origin) => {
    const testApp = await startApp({ HOST, SANDBOX_INSTANT: "1" });
    try {
      expect(testApp.app.url).toBe(`${origin}:${testApp.app.settings.PORT}`);
      const { job } = await timeFilm(testApp, 1);
      expect(job.urls.self).toContain(`${origin}:`);
      await expect(fetch(`http://127.0.0.1:${testApp.app.settings.PORT}/health`)).rejects.toThrow("fetch failed");
    } finally {
      await testApp.close();
    }
  },
);
