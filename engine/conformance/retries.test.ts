import { type Context, NonRetriableError, RetryAfterError } from "inngest";
import { expect, test } from "vitest";
import { until } from "../testing";
import { createWorld } from "./world";

/** Retries in a second: the first back-off of other servers may be half a minute. */
const notYet = (error = new Error("not yet")) => new RetryAfterError(error.message, 1000, { cause: error });

test("a step that throws is retried, and receives its attempt number and the maximum", async () => {
  const seen: [number, number | undefined][] = [];
  const world = await createWorld((inngest, own) => [
    inngest.createFunction(
      { id: "f", triggers: [{ event: own("go") }], retries: 3 },
      ({ step, attempt, maxAttempts }) =>
        step.run("s", () => {
          seen.push([attempt, maxAttempts]);
          if (attempt < 3) throw notYet();
          return "done";
        }),
    ),
  ]);
  const { status, output } = await world.end(await world.send("go"));
  expect({ status, output }).toEqual({ status: "Completed", output: "done" });
  expect(seen).toEqual([0, 1, 2, 3].map((attempt) => [attempt, 4]));
});

test("every step has all its attempts, even after a checkpointed one", async () => {
  let failures = 0;
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }], retries: 1 }, async ({ step, attempt }) => {
      for (const name of ["a", "b", "c"]) {
        await step.run(name, () => {
          if (attempt > 0) return;
          failures++;
          throw notYet();
        });
      }
      return failures;
    }),
  ]);
  expect(await world.end(await world.send("go"))).toMatchObject({ status: "Completed", output: 3 });
});

test("a step that has used up its attempts throws in the body, which may catch it", async () => {
  let tries = 0;
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }], retries: 2 }, async ({ step }) => {
      try {
        await step.run("s", () => {
          tries++;
          throw notYet(new TypeError("always"));
        });
      } catch (error) {
        return error instanceof Error ? error.message : "";
      }
    }),
  ]);
  expect(await world.end(await world.send("go"))).toMatchObject({ status: "Completed", output: "always" });
  expect(tries).toBe(3);
});

test("a parallel step is retried alone, and catching its failure keeps the others", async () => {
  const tries = { bad: 0, good: 0, hopeless: 0 };
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }], retries: 2 }, ({ step, attempt }) => {
      const caught = (error: unknown) => (error instanceof Error ? error.message : "");
      return Promise.all([
        step.run("good", () => ++tries.good),
        step
          .run("bad", () => {
            tries.bad++;
            if (attempt < 2) throw notYet();
            return attempt;
          })
          .catch(caught),
        step
          .run("hopeless", () => {
            tries.hopeless++;
            throw new NonRetriableError("hopeless");
          })
          .catch(caught),
      ]);
    }),
  ]);
  expect((await world.end(await world.send("go"))).output).toEqual([1, 2, "hopeless"]);
  expect(tries).toEqual({ bad: 3, good: 1, hopeless: 1 });
});

test("a NonRetriableError is not retried, and fails the run with its message", async () => {
  let tries = 0;
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }], retries: 5 }, ({ step }) =>
      step.run("s", () => {
        tries++;
        throw new NonRetriableError("no use");
      }),
    ),
  ]);
  expect(await world.end(await world.send("go"))).toMatchObject({ status: "Failed", output: { message: "no use" } });
  expect(tries).toBe(1);
});

test("a RetryAfterError delays the next attempt", async () => {
  const times: number[] = [];
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }], retries: 1 }, ({ step, attempt }) =>
      step.run("s", () => {
        times.push(Date.now());
        if (attempt === 0) throw new RetryAfterError("later", 3000);
      }),
    ),
  ]);
  expect((await world.end(await world.send("go"))).status).toBe("Completed");
  // Inngest's server counts from the start of the second.
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(1950);
});

test("other errors are retried after the server's back-off", async () => {
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }], retries: 1 }, ({ step, attempt }) =>
      step.run("s", () => {
        if (attempt === 0) throw new Error("once");
        return attempt;
      }),
    ),
  ]);
  expect((await world.end(await world.send("go"))).output).toBe(1);
});

test("a body that throws outside of steps is retried, then fails the run", async () => {
  let tries = 0;
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }], retries: 2 }, ({ attempt }) => {
      tries++;
      if (attempt < 2) throw notYet();
      throw new RangeError("broken");
    }),
  ]);
  const run = await world.end(await world.send("go"));
  expect(run).toMatchObject({ status: "Failed", output: { name: "RangeError", message: "broken" } });
  expect(tries).toBe(3);
});

test("onFailure runs once for a failed run, with its error and event, and may use steps", async () => {
  const heard: unknown[] = [];
  const world = await createWorld((inngest, own) => [
    inngest.createFunction(
      {
        id: "f",
        triggers: [{ event: own("go") }],
        retries: 0,
        onFailure: async ({ error, event, step }: Context & { error: Error }) => {
          const failed = event.data as { function_id: string; run_id: string; event: { data: unknown } };
          await step.run("note", () => {
            heard.push([error.message, failed.event.data, failed.function_id, failed.run_id]);
          });
        },
      },
      () => {
        throw new Error("broken");
      },
    ),
  ]);
  const run = await world.end(await world.send("go", { n: 1 }));
  expect(run.status).toBe("Failed");
  await until(() => heard.length > 0);
  expect(heard).toEqual([["broken", { n: 1 }, `${world.inngest.id}-f`, run.run_id]]);
});
