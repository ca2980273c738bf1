import { expect, test } from "vitest";
import { createWorld, gate, until } from "./testing";

test("the body of each step runs once, however often the function is called again", async () => {
  const ran: string[] = [];
  const world = await createWorld((inngest) => [
    inngest.createFunction({ id: "f", triggers: [{ event: "go" }] }, async ({ step }) => {
      const step1 = async (name: string) => step.run(name, () => ran.push(name));
      await step1("a");
      await Promise.all([step1("b"), step1("c")]);
      await step.sleep("nap", 1000);
      await step1("d");
      return ran.length;
    }),
  ]);
  const { status, output } = await world.end(await world.send("go"));
  expect({ status, output, ran }).toEqual({ status: "Completed", output: 4, ran: ["a", "b", "c", "d"] });
});

test("sequential steps are checkpointed: a run of five is one request", async () => {
  const world = await createWorld((inngest) => [
    inngest.createFunction({ id: "f", triggers: [{ event: "go" }] }, async ({ step }) => {
      let sum = 0;
      for (let i = 0; i < 5; i++) sum += await step.run(`step ${i}`, () => i);
      return sum;
    }),
  ]);
  expect((await world.end(await world.send("go"))).output).toBe(10);
  expect(world.calls).toEqual([{ fn: "app-f", step: "step", attempt: 0 }]);
});

test("a function's result arrives as it is, also when that is nothing", async () => {
  const world = await createWorld((inngest) =>
    [null, undefined, "text", 0, [1]].map((value, n) =>
      inngest.createFunction({ id: `f${n}`, triggers: [{ event: `go${n}` }], checkpointing: n % 2 === 0 }, () => value),
    ),
  );
  const ids = await Promise.all([0, 1, 2, 3, 4].map((n) => world.send(`go${n}`)));
  expect(await world.outputs(ids)).toEqual([null, null, "text", 0, [1]]);
});

test("steps without checkpoints give the same result", async () => {
  const world = await createWorld((inngest) => [
    inngest.createFunction({ id: "f", triggers: [{ event: "go" }], checkpointing: false }, async ({ step }) => {
      const a = await step.run("a", () => ({ z: 1, a: [2, null, "ü"] }));
      return step.run("b", () => a);
    }),
  ]);
  expect((await world.end(await world.send("go"))).output).toEqual({ z: 1, a: [2, null, "ü"] });
  expect(world.calls).toHaveLength(3);
});

test("by default a chain waits until all siblings are done", async () => {
  const slow = gate();
  const order: string[] = [];
  const world = await createWorld((inngest) => [
    inngest.createFunction({ id: "f", triggers: [{ event: "go" }] }, async ({ step }) => {
      const chain = async (name: string, wait: Promise<void>) => {
        await step.run(name, async () => {
          await wait;
          order.push(name);
        });
        await step.run(`${name} then`, () => void order.push(`${name} then`));
      };
      await Promise.all([chain("quick", Promise.resolve()), chain("slow", slow.promise)]);
    }),
  ]);
  const id = await world.send("go");
  await until(() => order.includes("quick"));
  slow.open();
  expect((await world.end(id)).status).toBe("Completed");
  expect(order.slice(0, 2)).toEqual(["quick", "slow"]);
});

test("in race mode a chain goes on as soon as its own step is done", async () => {
  const slow = gate();
  const order: string[] = [];
  const world = await createWorld((inngest) => [
    inngest.createFunction({ id: "f", triggers: [{ event: "go" }] }, async ({ step }) => {
      const chain = async (name: string, wait: Promise<void>) => {
        await step.run({ id: name, parallelMode: "race" }, async () => {
          await wait;
          order.push(name);
        });
        await step.run({ id: `${name} then`, parallelMode: "race" }, () => {
          order.push(`${name} then`);
          if (name === "quick") slow.open();
        });
      };
      await Promise.all([chain("quick", Promise.resolve()), chain("slow", slow.promise)]);
    }),
  ]);
  expect((await world.end(await world.send("go"))).status).toBe("Completed");
  expect(order).toEqual(["quick", "quick then", "slow", "slow then"]);
});

test("a step planned in a race runs once, though its siblings' ends call the body while it runs", async () => {
  const ran: Record<string, number> = {};
  const world = await createWorld((inngest) => [
    inngest.createFunction({ id: "f", triggers: [{ event: "go" }] }, async ({ step }) => {
      const chain = async (name: string) => {
        for (const part of ["1", "2", "3"]) {
          await step.run({ id: name + part, parallelMode: "race" }, () => {
            ran[name + part] = (ran[name + part] ?? 0) + 1;
          });
        }
      };
      await Promise.all([..."abcdef"].map(chain));
    }),
  ]);
  expect((await world.end(await world.send("go"))).status).toBe("Completed");
  expect(Object.keys(ran)).toHaveLength(18);
  expect(new Set(Object.values(ran))).toEqual(new Set([1]));
});

test("sleep and sleepUntil end, neither early nor with a value", async () => {
  const world = await createWorld((inngest) => [
    inngest.createFunction({ id: "f", triggers: [{ event: "go" }] }, async ({ step }) => {
      const from = await step.run("from", () => Date.now());
      const slept = await step.sleep("nap", "1s");
      const nap = await step.run("nap took", () => Date.now() - from);
      const until = await step.run("until", () => Date.now() + 300);
      await step.sleepUntil("moment", new Date(until));
      return { slept, nap: nap >= 990, moment: await step.run("late", () => Date.now() >= until - 10) };
    }),
  ]);
  expect((await world.end(await world.send("go"))).output).toEqual({ slept: null, nap: true, moment: true });
});

test("step.sendEvent sends once and returns the ids", async () => {
  const world = await createWorld((inngest) => [
    inngest.createFunction({ id: "f", triggers: [{ event: "go" }] }, ({ step }) =>
      step.sendEvent("tell", [
        { name: "told", data: { n: 1 } },
        { name: "told", data: { n: 2 } },
      ]),
    ),
    inngest.createFunction({ id: "g", triggers: [{ event: "told" }] }, ({ event }) => event.data.n),
  ]);
  const { ids } = (await world.end(await world.send("go"))).output as { ids: string[] };
  const told = await Promise.all(ids.map((id) => world.end(id)));
  expect(told.map(({ output }) => output)).toEqual([1, 2]);
});

test("state too large for one request body is fetched by the SDK, and nothing is missing", async () => {
  const size = 2_000_000;
  const world = await createWorld((inngest) => [
    inngest.createFunction({ id: "f", triggers: [{ event: "go" }], checkpointing: false }, async ({ event, step }) => {
      let total = 0;
      for (let i = 0; i < 4; i++) total += (await step.run(`big ${i}`, () => "x".repeat(size))).length;
      return { total, event: event.data.n };
    }),
  ]);
  expect((await world.end(await world.send("go", { n: 7 }))).output).toEqual({ total: 4 * size, event: 7 });
});
