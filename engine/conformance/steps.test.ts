import { expect, test } from "vitest";
import { gate, until } from "../testing";
import { createWorld } from "./world";

test("the body of each step runs once, however often the function is called again", async () => {
  const ran: string[] = [];
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }] }, async ({ step }) => {
      const one = async (name: string) => step.run(name, () => ran.push(name));
      await one("a");
      await Promise.all([one("b"), one("c")]);
      await step.sleep("nap", 1000);
      await one("d");
      return ran.length;
    }),
  ]);
  const { status, output } = await world.end(await world.send("go"));
  expect({ status, output }).toEqual({ status: "Completed", output: 4 });
  // The server may run the two parallel steps in any order.
  expect(ran.map((name) => (name === "c" ? "b" : name))).toEqual(["a", "b", "b", "d"]);
});

test("sequential steps are checkpointed: a run of five is one request", async () => {
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }] }, async ({ step }) => {
      let sum = 0;
      for (let i = 0; i < 5; i++) sum += await step.run(`step ${i}`, () => i);
      return sum;
    }),
  ]);
  expect((await world.end(await world.send("go"))).output).toBe(10);
  expect(world.calls).toEqual([{ fn: `${world.inngest.id}-f`, step: "step", attempt: 0 }]);
});

test("steps reported in one checkpoint count like steps reported one by one", async () => {
  const ran: number[] = [];
  const world = await createWorld((inngest, own) => [
    inngest.createFunction(
      { id: "f", triggers: [{ event: own("go") }], checkpointing: { bufferedSteps: 10 } },
      async ({ step }) => {
        for (let i = 0; i < 3; i++) await step.run(`step ${i}`, () => ran.push(i));
        await step.sleep("nap", "1s");
        for (let i = 3; i < 6; i++) await step.run(`step ${i}`, () => ran.push(i));
        return "end";
      },
    ),
  ]);
  expect(await world.end(await world.send("go"))).toMatchObject({ status: "Completed", output: "end" });
  expect(ran).toEqual([0, 1, 2, 3, 4, 5]);
});

test("steps without checkpoints give the same result", async () => {
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }], checkpointing: false }, async ({ step }) => {
      const a = await step.run("a", () => ({ z: 1, a: [2, null, "ü"] }));
      return step.run("b", () => a);
    }),
  ]);
  expect((await world.end(await world.send("go"))).output).toEqual({ z: 1, a: [2, null, "ü"] });
  expect(world.calls).toHaveLength(3);
});

test("a step's result arrives unchanged, including null and undefined", async () => {
  const values = [null, undefined, "text", 0, false, [1], {}];
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }] }, async ({ step }) => {
      const results = await Promise.all(values.map((value, n) => step.run(`value ${n}`, () => value)));
      return results.map((result) => (result === undefined ? "undefined" : JSON.stringify(result)));
    }),
  ]);
  const { output } = await world.end(await world.send("go"));
  expect(output).toEqual(["null", "null", '"text"', "0", "false", "[1]", "{}"]);
});

test("a function's result arrives unchanged, including null and undefined", async () => {
  const values = [null, undefined, "text", 0, [1]];
  const world = await createWorld((inngest, own) =>
    values.map((value, n) =>
      inngest.createFunction(
        { id: `f${n}`, triggers: [{ event: own(`go${n}`) }], checkpointing: n % 2 === 0 },
        () => value,
      ),
    ),
  );
  const ids = await Promise.all(values.map((_, n) => world.send(`go${n}`)));
  expect(await world.outputs(ids)).toEqual([null, null, "text", 0, [1]]);
});

test("by default a chain waits until all siblings are done", async () => {
  const slow = gate();
  const order: string[] = [];
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }] }, async ({ step }) => {
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

test("in race mode a chain continues as soon as its own step is done", async () => {
  const slow = gate();
  const order: string[] = [];
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }] }, async ({ step }) => {
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

test("sleep and sleepUntil end on time and return nothing", async () => {
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }] }, async ({ step }) => {
      const from = await step.run("from", () => Date.now());
      const slept = await step.sleep("nap", "1s");
      const nap = await step.run("nap took", () => Date.now() - from);
      const until = await step.run("until", () => Date.now() + 1500);
      await step.sleepUntil("moment", new Date(until));
      // Inngest's server rounds the time to whole seconds from now.
      return { slept, nap: nap >= 990, moment: await step.run("late", () => Date.now() >= until - 510) };
    }),
  ]);
  expect((await world.end(await world.send("go"))).output).toEqual({ slept: null, nap: true, moment: true });
});

test("sleepUntil with a past time continues at once", async () => {
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }] }, async ({ step }) => {
      await step.sleepUntil("past", new Date(Date.now() - 60_000));
      return "on";
    }),
  ]);
  expect((await world.end(await world.send("go"))).output).toBe("on");
});

test("step.sendEvent sends once and returns the ids", async () => {
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }] }, ({ step }) =>
      step.sendEvent("tell", [
        { name: own("told"), data: { n: 1 } },
        { name: own("told"), data: { n: 2 } },
      ]),
    ),
    inngest.createFunction({ id: "g", triggers: [{ event: own("told") }] }, ({ event }) => event.data.n),
  ]);
  const { ids } = (await world.end(await world.send("go"))).output as { ids: string[] };
  const told = await Promise.all(ids.map((id) => world.end(id)));
  expect(told.map(({ output }) => output)).toEqual([1, 2]);
});

test("the SDK fetches state that is too large for one request body", async () => {
  const size = 2_000_000;
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }], checkpointing: false }, async (context) => {
      let total = 0;
      for (let i = 0; i < 4; i++) total += (await context.step.run(`big ${i}`, () => "x".repeat(size))).length;
      return { total, event: context.event.data.n };
    }),
  ]);
  expect((await world.end(await world.send("go", { n: 7 }))).output).toEqual({ total: 4 * size, event: 7 });
});

test("a step's output above 4 MiB fails the run", async () => {
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }], retries: 0, checkpointing: false }, (context) =>
      context.step.run("big", () => "x".repeat(4 * 1024 * 1024 + 1)),
    ),
  ]);
  expect((await world.end(await world.send("go"))).status).toBe("Failed");
});
