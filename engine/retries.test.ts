import { RetryAfterError } from "inngest";
import { expect, test } from "vitest";
import { createWorld } from "./testing";

test("a RetryAfterError delays the next attempt", async () => {
  const times: number[] = [];
  const world = await createWorld(
    (inngest) => [
      inngest.createFunction({ id: "f", triggers: [{ event: "go" }], retries: 1 }, ({ step, attempt }) =>
        step.run("s", () => {
          times.push(Date.now());
          if (attempt === 0) throw new RetryAfterError("later", 1000);
        }),
      ),
    ],
    // With this back-off, only Retry-After allows a second attempt within the test.
    { backoff: () => 3_600_000 },
  );
  expect((await world.end(await world.send("go"))).status).toBe("Completed");
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(990);
});
