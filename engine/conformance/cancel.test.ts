import type { InngestFunction } from "inngest";
import { expect, test } from "vitest";
import { gate, until } from "../testing";
import { type ConformanceWorld, createWorld } from "./world";

type CancelOn = NonNullable<InngestFunction.Any["opts"]["cancelOn"]>;

const waiting = (cancelOn: (own: (name: string) => string) => CancelOn) =>
  createWorld((inngest, own) => [
    inngest.createFunction(
      { id: "f", triggers: [{ event: own("go") }], cancelOn: cancelOn(own) },
      async ({ event, step }) => {
        const [end] = await Promise.all([
          step.waitForEvent("w", { event: own("end"), match: "data.job", timeout: "1h" }),
          step.run("waits", () => inngest.send({ name: own("waits"), data: { job: event.data.job } })),
        ]);
        return end?.data.job;
      },
    ),
    inngest.createFunction({ id: "waits", triggers: [{ event: own("waits") }] }, () => {}),
  ]);

/** Sends the event that a run waits for until the run has ended. */
async function letEnd(world: ConformanceWorld, id: string, data: Record<string, unknown>) {
  await until(async () => {
    await world.send("end", data);
    const [run] = await world.runs(id);
    return run && (await world.run(run.run_id)).ended_at !== null;
  }, 200);
  return world.end(id);
}

test("cancelOn with match cancels only the run that matches", async () => {
  const world = await waiting((own) => [{ event: own("stop"), match: "data.job" }]);
  const [a, b] = [await world.send("go", { job: "a" }), await world.send("go", { job: "b" })];
  await until(() => world.called("waits") === 2);
  await world.send("stop", { job: "a" });
  expect((await world.end(a)).status).toBe("Cancelled");
  expect(await letEnd(world, b, { job: "b" })).toMatchObject({ status: "Completed", output: "b" });
});

test("cancelOn with if cancels when the expression is true", async () => {
  const world = await waiting((own) => [
    { event: own("stop"), if: "async.data.above < event.data.size && event.data.job == 'a'" },
  ]);
  const id = await world.send("go", { job: "a", size: 10 });
  await until(() => world.called("waits") === 1);
  await world.send("stop", { above: 10 });
  await world.send("stop", {});
  await world.send("stop", { above: 9, last: true });
  expect((await world.end(id)).status).toBe("Cancelled");
});

test("each of several cancelOn has its own condition", async () => {
  const world = await waiting((own) => [
    { event: own("cancelling"), match: "data.job" },
    { event: own("ended"), if: "async.data.job == event.data.job && async.data.status != 'completed'" },
  ]);
  const ids = await Promise.all(["a", "b", "c"].map((job) => world.send("go", { job })));
  await until(() => world.called("waits") === 3);
  await world.send("ended", { job: "a", status: "completed" });
  await world.send("ended", { job: "b", status: "failed" });
  await world.send("cancelling", { job: "c" });
  expect((await world.end(ids[1] ?? "")).status).toBe("Cancelled");
  expect((await world.end(ids[2] ?? "")).status).toBe("Cancelled");
  expect((await letEnd(world, ids[0] ?? "", { job: "a" })).status).toBe("Completed");
});

test("a run is not cancelled by the event that starts it", async () => {
  const world = await createWorld((inngest, own) => [
    inngest.createFunction(
      { id: "f", triggers: [{ event: own("go") }], cancelOn: [{ event: own("go"), match: "data.job" }] },
      ({ step }) => step.waitForEvent("w", { event: own("end"), timeout: "1h" }),
    ),
  ]);
  const first = await world.send("go", { job: "a" });
  await until(() => world.called("f") === 1);
  const second = await world.send("go", { job: "a" });
  expect((await world.end(first)).status).toBe("Cancelled");
  expect((await letEnd(world, second, {})).status).toBe("Completed");
});

test("a cancelled run sends inngest/function.cancelled and does not call onFailure", async () => {
  const heard: unknown[] = [];
  let failed = 0;
  const world = await createWorld((inngest, own) => [
    inngest.createFunction(
      {
        id: "f",
        triggers: [{ event: own("go") }],
        cancelOn: [{ event: own("stop") }],
        onFailure: () => void failed++,
      },
      ({ step }) => step.waitForEvent("w", { event: own("end"), timeout: "1h" }),
    ),
    inngest.createFunction(
      {
        id: "heard",
        triggers: [{ event: "inngest/function.cancelled", if: `event.data.function_id == '${inngest.id}-f'` }],
      },
      ({ event }) => void heard.push(event.data.run_id),
    ),
  ]);
  const id = await world.send("go");
  await until(() => world.called("f") === 1);
  await world.send("stop");
  const { run_id } = await world.end(id);
  await until(() => heard.length > 0);
  expect(heard).toEqual([run_id]);
  expect(failed).toBe(0);
});

test("DELETE cancels a run, and stops its steps at the next checkpoint", async () => {
  const first = gate();
  let second = 0;
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }] }, async ({ step }) => {
      await step.run("first", () => first.promise);
      await step.run("second", () => second++);
    }),
    inngest.createFunction({ id: "after", triggers: [{ event: own("after") }] }, () => {}),
  ]);
  const id = await world.send("go");
  await until(() => world.calls.length === 1);
  const [run] = await until(async () => {
    const found = await world.runs(id);
    return found.length > 0 && found;
  }, 25);
  expect((await world.api("DELETE", `/v1/runs/${run?.run_id}`)).ok).toBe(true);
  expect((await world.end(id)).status).toBe("Cancelled");
  first.open();
  await world.end(await world.send("after"));
  expect(second).toBe(0);
});
