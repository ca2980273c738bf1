import { networkInterfaces } from "node:os";
import { expect, test } from "vitest";
import { startApp, timeFilm } from "@/testing/app";

/** With `HOST` the web app listens on one address, where the engine, the services and callers reach it. */

const own = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
const hasV6 = own.some(({ address }) => address === "::1");

test.each([["127.0.0.2", "http://127.0.0.2"], ...(hasV6 ? [["::1", "http://[::1]"]] : [])])(
  "a film is made by an app that listens on %s only",
  { timeout: 180_000 },
  async (HOST, origin) => {
    const house = await startApp({ HOST, SANDBOX_INSTANT: "1" });
    try {
      expect(house.app.url).toBe(`${origin}:${house.app.settings.PORT}`);
      const { job } = await timeFilm(house, 1);
      expect(job.urls.self).toContain(`${origin}:`);
      await expect(fetch(`http://127.0.0.1:${house.app.settings.PORT}/health`)).rejects.toThrow("fetch failed");
    } finally {
      await house.close();
    }
  },
);
