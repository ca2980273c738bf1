import { type Inngest, NonRetriableError } from "inngest";
import { expect, test } from "vitest";
import { gate, until } from "../testing";
import { createWorld } from "./world";

/** A function without triggers, like the app's services: it can only be invoked. */
const child = (inngest: Inngest, run: (data: { n: number }) => unknown) =>
  inngest.createFunction({ id: "child", retries: 0 }, ({ event }) => run(event.data as { n: number }));

test("an invoked function gets the data and returns its result", async () => {
  const world = await createWorld((inngest, own) => {
    const double = child(inngest, ({ n }) => ({ twice: 2 * n }));
    const parent = inngest.createFunction({ id: "parent", triggers: [{ event: own("go") }] }, ({ step }) =>
      step.invoke("double", { function: double, data: { n: 21 } }),
    );
    return [double, parent];
  });
  expect((await world.end(await world.send("go"))).output).toEqual({ twice: 42 });
});

test("an invoked function's failure throws in the step that invoked it, with its message", async () => {
  const world = await createWorld((inngest, own) => {
    const broken = child(inngest, () => {
      throw new NonRetriableError("child is broken");
    });
    const parent = inngest.createFunction({ id: "parent", triggers: [{ event: own("go") }] }, async ({ step }) => {
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

test("an invocation that times out throws, and the invoked function continues", async () => {
  const slow = gate();
  let ended = false;
  const world = await createWorld((inngest, own) => {
    const late = child(inngest, async () => {
      await slow.promise;
      ended = true;
    });
    const parent = inngest.createFunction({ id: "parent", triggers: [{ event: own("go") }] }, async ({ step }) => {
      try {
        await step.invoke("late", { function: late, data: { n: 1 }, timeout: "1s" });
      } catch (error) {
        return error instanceof Error ? error.name : "";
      }
    });
    return [late, parent];
  });
  expect((await world.end(await world.send("go"))).output).toBe("InngestInvokeTimeoutError");
  slow.open();
  await until(() => ended);
});

test("chains of invocations in race mode do not wait for each other", async () => {
  const slow = gate();
  const ends: number[] = [];
  const world = await createWorld((inngest, own) => {
    const part = child(inngest, async ({ n }) => {
      if (n === 0) await slow.promise;
      ends.push(n);
      if (n === 11) slow.open();
    });
    const parent = inngest.createFunction({ id: "parent", triggers: [{ event: own("go") }] }, async ({ step }) => {
      const call = (n: number) =>
        step.invoke({ id: `part ${n}`, parallelMode: "race" }, { function: part, data: { n } });
      await Promise.all([0, 1].map(async (n) => [await call(n), await call(n + 10)]));
    });
    return [part, parent];
  });
  expect((await world.end(await world.send("go"))).status).toBe("Completed");
  expect(ends).toEqual([1, 11, 0, 10]);
});

test("a child with a parallel wait, invoked in a race, returns its result once", async () => {
  const parts = [..."abcdef"];
  const asked: string[] = [];
  const world = await createWorld((inngest, own) => {
    const call = inngest.createFunction({ id: "call", retries: 3 }, async ({ event, step }) => {
      const { id } = event.data as { id: string };
      const [answer] = await Promise.all([
        step.waitForEvent("answer", { event: own("answer"), if: `async.data.id == "${id}"`, timeout: "20s" }),
        step.run("ask", () => {
          asked.push(id);
          return inngest.send({ name: own("answer"), data: { id } });
        }),
      ]);
      return answer?.data.id;
    });
    const parent = inngest.createFunction(
      { id: "parent", triggers: [{ event: own("go") }], retries: 3 },
      async ({ event, step }) => {
        const invoke = (id: string) =>
          step.invoke({ id, parallelMode: "race" }, { function: call, data: { id: `${event.data.n} ${id}` } });
        const ids = await Promise.all(parts.map(async (id) => [await invoke(`${id}1`), await invoke(`${id}2`)]));
        return step.run("end", () => ids.flat());
      },
    );
    return [call, parent];
  });
  const outputs = await world.outputs(await Promise.all([0, 1, 2].map((n) => world.send("go", { n }))));
  expect(outputs).toEqual([0, 1, 2].map((n) => parts.flatMap((id) => [`${n} ${id}1`, `${n} ${id}2`])));
  expect(new Set(asked).size).toBe(asked.length);
  expect(asked).toHaveLength(36);
});

test("a cancelled child's invocation resolves with the event of its end", async () => {
  const world = await createWorld((inngest, own) => {
    const waits = inngest.createFunction(
      { id: "child", cancelOn: [{ event: own("stop"), match: "data.job" }] },
      ({ step }) => step.waitForEvent("w", { event: own("never"), timeout: "1h" }),
    );
    const parent = inngest.createFunction({ id: "parent", triggers: [{ event: own("go") }] }, ({ step }) =>
      step.invoke("child", { function: waits, data: { job: "j" } }),
    );
    return [waits, parent];
  });
  const id = await world.send("go");
  await until(() => world.called("child") > 0);
  await world.send("stop", { job: "j" });
  expect((await world.end(id)).output).toMatchObject({
    name: "inngest/function.finished",
    data: { function_id: `${world.inngest.id}-child`, event: { data: { job: "j" } } },
  });
});

test("a parent's cancellation does not reach its children", async () => {
  const goOn = gate();
  let ended = false;
  const world = await createWorld((inngest, own) => {
    const part = child(inngest, async () => {
      await goOn.promise;
      ended = true;
    });
    const parent = inngest.createFunction(
      { id: "parent", triggers: [{ event: own("go") }], cancelOn: [{ event: own("stop") }] },
      ({ step }) => step.invoke("part", { function: part, data: { n: 0 } }),
    );
    return [part, parent];
  });
  const id = await world.send("go");
  await until(() => world.called("child") > 0);
  await world.send("stop");
  expect((await world.end(id)).status).toBe("Cancelled");
  goOn.open();
  await until(() => ended);
});

test("invoking an unknown function throws an error that names it", async () => {
  const world = await createWorld((inngest, own) => {
    const missing = inngest.createFunction({ id: "missing" }, () => {});
    const parent = inngest.createFunction({ id: "parent", triggers: [{ event: own("go") }], retries: 0 }, ({ step }) =>
      step.invoke("missing", { function: missing }),
    );
    return [parent];
  });
  expect((await world.end(await world.send("go"))).output).toMatchObject({
    message: expect.stringContaining(`could not find function with ID: ${world.inngest.id}-missing`),
  });
});
