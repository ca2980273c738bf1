import { NonRetriableError, RetryAfterError } from "inngest";
import { expect, test } from "vitest";
import { createWorld } from "./testing";

test("a step that throws is retried, and knows its attempt and how many there are", async () => {
  const seen: [number, number | undefined][] = [];
  const world = await createWorld((inngest) => [
    inngest.createFunction({ id: "f", triggers: [{ event: "go" }], retries: 3 }, ({ step, attempt, maxAttempts }) =>
      step.run("s", () => {
        seen.push([attempt, maxAttempts]);
        if (attempt < 3) throw new Error("not yet");
        return "done";
      }),
    ),
  ]);
  const { status, output } = await world.end(await world.send("go"));
  expect({ status, output }).toEqual({ status: "Completed", output: "done" });
  expect(seen).toEqual([0, 1, 2, 3].map((attempt) => [attempt, 4]));
});

test("every step has all its attempts, also behind a checkpointed one", async () => {
  let failures = 0;
  const world = await createWorld((inngest) => [
    inngest.createFunction({ id: "f", triggers: [{ event: "go" }], retries: 1 }, async ({ step, attempt }) => {
      for (const name of ["a", "b", "c"]) {
        await step.run(name, () => {
          if (attempt > 0) return;
          failures++;
          throw new Error("once");
        });
      }
      return failures;
    }),
  ]);
  expect(await world.end(await world.send("go"))).toMatchObject({ status: "Completed", output: 3 });
});

test("a step that has used up its attempts throws in the body, which may catch it", async () => {
  let tries = 0;
  const world = await createWorld((inngest) => [
    inngest.createFunction({ id: "f", triggers: [{ event: "go" }], retries: 2 }, async ({ step }) => {
      try {
        await step.run("s", () => {
          tries++;
          throw new TypeError("always");
        });
      } catch (error) {
        return error instanceof Error ? error.message : "";
      }
    }),
  ]);
  expect(await world.end(await world.send("go"))).toMatchObject({ status: "Completed", output: "always" });
  expect(tries).toBe(3);
});

test("a parallel step is retried by itself", async () => {
  const tries = { bad: 0, good: 0 };
  const world = await createWorld((inngest) => [
    inngest.createFunction({ id: "f", triggers: [{ event: "go" }], retries: 4 }, ({ step, attempt }) =>
      Promise.all([
        step.run("good", () => ++tries.good),
        step.run("bad", () => {
          tries.bad++;
          if (attempt < 2) throw new Error("not yet");
          return attempt;
        }),
      ]),
    ),
  ]);
  expect((await world.end(await world.send("go"))).output).toEqual([1, 2]);
  expect(tries).toEqual({ bad: 3, good: 1 });
});

test("a NonRetriableError is not retried", async () => {
  let tries = 0;
  const world = await createWorld((inngest) => [
    inngest.createFunction({ id: "f", triggers: [{ event: "go" }], retries: 5 }, ({ step }) =>
      step.run("s", () => {
        tries++;
        throw new NonRetriableError("no use");
      }),
    ),
  ]);
  expect(await world.end(await world.send("go"))).toMatchObject({ status: "Failed", output: { message: "no use" } });
  expect(tries).toBe(1);
});

test("a RetryAfterError sets the time of the next attempt", async () => {
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
    // Without Retry-After there would be no second attempt within the test.
    { backoff: () => 3_600_000 },
  );
  expect((await world.end(await world.send("go"))).status).toBe("Completed");
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(990);
});

test("a body that throws outside of steps is retried, then fails the run", async () => {
  let tries = 0;
  const world = await createWorld((inngest) => [
    inngest.createFunction({ id: "f", triggers: [{ event: "go" }], retries: 2 }, () => {
      tries++;
      throw new RangeError("broken");
    }),
  ]);
  const run = await world.end(await world.send("go"));
  expect(run).toMatchObject({ status: "Failed", output: { name: "RangeError", message: "broken" } });
  expect(tries).toBe(3);
});

test("onFailure hears of a failed run once, with its error and its event", async () => {
  const heard: unknown[] = [];
  const world = await createWorld((inngest) => [
    inngest.createFunction(
      {
        id: "f",
        triggers: [{ event: "go" }],
        retries: 0,
        onFailure: ({
          error,
          event,
        }: {
          error: Error;
          event: { data: { function_id: string; event: { data: unknown } } };
        }) => {
          heard.push([error.message, event.data.event.data, event.data.function_id]);
        },
      },
      () => {
        throw new Error("broken");
      },
    ),
    inngest.createFunction({ id: "other", triggers: [{ event: "go" }], retries: 0 }, () => {
      throw new Error("nobody listens");
    }),
    inngest.createFunction(
      { id: "end", triggers: [{ event: "inngest/function.finished" }] },
      ({ event }) => event.data,
    ),
  ]);
  const runs = await world.ended(await world.send("go", { n: 1 }), 2);
  expect(runs.map(({ status }) => status)).toEqual(["Failed", "Failed"]);
  await expect.poll(() => heard).toEqual([["broken", { n: 1 }, "app-f"]]);
});
