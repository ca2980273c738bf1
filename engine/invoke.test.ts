import { type Inngest, NonRetriableError } from "inngest";
import { expect, test } from "vitest";
import { createWorld, gate, until } from "./testing";

const child = (inngest: Inngest, run: (data: { n: number }) => unknown) =>
  inngest.createFunction({ id: "child", retries: 0 }, ({ event }) => run(event.data as { n: number }));

test("an invoked function gets the data, and its result comes back", async () => {
  const world = await createWorld((inngest) => {
    const double = child(inngest, ({ n }) => ({ twice: 2 * n }));
    const parent = inngest.createFunction({ id: "parent", triggers: [{ event: "go" }] }, ({ step }) =>
      step.invoke("double", { function: double, data: { n: 21 } }),
    );
    return [double, parent];
  });
  expect((await world.end(await world.send("go"))).output).toEqual({ twice: 42 });
});

test("an invoked function's failure throws in the step that invoked it, with its message", async () => {
  const world = await createWorld((inngest) => {
    const broken = child(inngest, () => {
      throw new NonRetriableError("child is broken");
    });
    const parent = inngest.createFunction({ id: "parent", triggers: [{ event: "go" }] }, async ({ step }) => {
      try {
        await step.invoke("broken", { function: broken, data: { n: 1 } });
      } catch (error) {
        return error instanceof Error ? error.message : "";
      }
    });
    return [broken, parent];
  });
  expect((await world.end(await world.send("go"))).output).toBe("child is broken");
});

test("an invocation that outlasts its timeout throws, and the invoked function goes on", async () => {
  const slow = gate();
  const world = await createWorld((inngest) => {
    const late = child(inngest, () => slow.promise);
    const parent = inngest.createFunction({ id: "parent", triggers: [{ event: "go" }] }, async ({ step }) => {
      try {
        await step.invoke("late", { function: late, data: { n: 1 }, timeout: "1s" });
      } catch (error) {
        return error instanceof Error ? error.name : "";
      }
    });
    const ends = inngest.createFunction(
      { id: "ends", triggers: [{ event: "inngest/function.finished", if: "event.data.function_id == 'app-child'" }] },
      () => {},
    );
    return [late, parent, ends];
  });
  expect((await world.end(await world.send("go"))).output).toBe("InngestInvokeTimeoutError");
  slow.open();
  await until(() => world.calls.some(({ fn }) => fn === "app-ends"));
});

test("chains of invocations in race mode do not wait for each other", async () => {
  const slow = gate();
  const ends: number[] = [];
  const world = await createWorld((inngest) => {
    const part = child(inngest, async ({ n }) => {
      if (n === 0) await slow.promise;
      ends.push(n);
      if (n === 11) slow.open();
    });
    const parent = inngest.createFunction({ id: "parent", triggers: [{ event: "go" }] }, async ({ step }) => {
      const call = (n: number) =>
        step.invoke({ id: `part ${n}`, parallelMode: "race" }, { function: part, data: { n } });
      await Promise.all([0, 1].map(async (n) => [await call(n), await call(n + 10)]));
    });
    return [part, parent];
  });
  expect((await world.end(await world.send("go"))).status).toBe("Completed");
  expect(ends).toEqual([1, 11, 0, 10]);
});

test("a cancelled child's invocation resolves with the event of its end", async () => {
  const world = await createWorld((inngest) => {
    const waits = inngest.createFunction(
      { id: "child", cancelOn: [{ event: "stop", match: "data.job" }] },
      ({ step }) => step.waitForEvent("w", { event: "never", timeout: "1h" }),
    );
    const parent = inngest.createFunction({ id: "parent", triggers: [{ event: "go" }] }, ({ step }) =>
      step.invoke("child", { function: waits, data: { job: "j" } }),
    );
    return [waits, parent];
  });
  const id = await world.send("go");
  await until(() => world.calls.some(({ fn }) => fn === "app-child"));
  await world.send("stop", { job: "j" });
  expect((await world.end(id)).output).toMatchObject({
    name: "inngest/function.finished",
    data: { function_id: "app-child", event: { data: { job: "j" } } },
  });
});

test("a parent's cancellation does not reach its children", async () => {
  const goOn = gate();
  let ended = false;
  const world = await createWorld((inngest) => {
    const part = child(inngest, async () => {
      await goOn.promise;
      ended = true;
    });
    const parent = inngest.createFunction(
      { id: "parent", triggers: [{ event: "go" }], cancelOn: [{ event: "stop" }] },
      ({ step }) => step.invoke("part", { function: part, data: { n: 0 } }),
    );
    return [part, parent];
  });
  const id = await world.send("go");
  await until(() => world.calls.some(({ fn }) => fn === "app-child"));
  await world.send("stop");
  expect((await world.end(id)).status).toBe("Cancelled");
  goOn.open();
  await until(() => ended);
});

test("invoking a function that nobody serves throws, and says its name", async () => {
  const world = await createWorld((inngest) => {
    const missing = inngest.createFunction({ id: "missing" }, () => {});
    const parent = inngest.createFunction({ id: "parent", triggers: [{ event: "go" }], retries: 0 }, ({ step }) =>
      step.invoke("missing", { function: missing }),
    );
    return [parent];
  });
  expect((await world.end(await world.send("go"))).output).toMatchObject({
    message: "could not find function with ID: app-missing",
  });
});
