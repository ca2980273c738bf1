import { expect, test } from "vitest";
import { createWorld } from "./testing";

test("a step planned in a race runs once, although its siblings' ends call the body meanwhile", async () => {
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

test("sleep and sleepUntil end on time and return nothing", async () => {
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
