import type { InngestFunction } from "inngest";
import { expect, test } from "vitest";
import { createWorld, gate, until } from "./testing";

const waiting = (cancelOn: NonNullable<InngestFunction.Any["opts"]["cancelOn"]>) =>
  createWorld((inngest) => [
    inngest.createFunction({ id: "f", triggers: [{ event: "go" }], cancelOn }, ({ step }) =>
      step.waitForEvent("w", { event: "end", match: "data.job", timeout: "1h" }),
    ),
    inngest.createFunction({ id: "heard", triggers: [{ event: "inngest/function.cancelled" }] }, () => {}),
  ]);

test("cancelOn with match cancels the run it matches, and no other", async () => {
  const world = await waiting([{ event: "stop", match: "data.job" }]);
  const [a, b] = [await world.send("go", { job: "a" }), await world.send("go", { job: "b" })];
  await world.send("stop", { job: "a" });
  expect((await world.end(a)).status).toBe("Cancelled");
  await until(() => world.calls.filter(({ fn }) => fn === "app-heard").length === 1);
  await until(async () => {
    await world.send("end", { job: "b" });
    return (await world.runs(b))[0]?.status !== "Running";
  });
  expect((await world.end(b)).status).toBe("Completed");
});

test("cancelOn with if cancels where the expression holds", async () => {
  const world = await waiting([{ event: "stop", if: "async.data.above < event.data.size && event.data.job == 'a'" }]);
  const id = await world.send("go", { job: "a", size: 10 });
  await world.send("stop", { above: 10 });
  await world.send("stop", {});
  expect((await world.runs(id))[0]?.status).toBe("Running");
  await world.send("stop", { above: 9 });
  expect((await world.end(id)).status).toBe("Cancelled");
});

test("a run is not cancelled by the event that starts it", async () => {
  const world = await createWorld((inngest) => [
    inngest.createFunction(
      { id: "f", triggers: [{ event: "go" }], cancelOn: [{ event: "go", match: "data.job" }] },
      ({ step }) => step.waitForEvent("w", { event: "end", timeout: "1h" }),
    ),
  ]);
  const [first, second] = [await world.send("go", { job: "a" }), await world.send("go", { job: "a" })];
  expect((await world.end(first)).status).toBe("Cancelled");
  await until(async () => {
    await world.send("end");
    return (await world.runs(second))[0]?.status !== "Running";
  });
  expect((await world.end(second)).status).toBe("Completed");
});

test("DELETE cancels a run, skips onFailure, and stops its steps at the next checkpoint", async () => {
  const step1 = gate();
  const ran: string[] = [];
  const world = await createWorld((inngest) => [
    inngest.createFunction(
      { id: "f", triggers: [{ event: "go" }], onFailure: () => void ran.push("onFailure") },
      async ({ step }) => {
        await step.run("first", () => step1.promise);
        await step.run("second", () => ran.push("second"));
      },
    ),
    inngest.createFunction({ id: "after", triggers: [{ event: "after" }] }, () => {}),
  ]);
  const id = await world.send("go");
  const run = (await world.runs(id))[0]?.run_id ?? "";
  await until(() => world.calls.length === 1);
  expect((await world.api("DELETE", `/v1/runs/${run}`)).status).toBe(200);
  expect((await world.run(run)).status).toBe("Cancelled");
  step1.open();
  await world.end(await world.send("after"));
  expect(ran).toEqual([]);
});

test("a run nobody remembers is a 404, to read and to cancel", async () => {
  const world = await waiting([]);
  const path = "/v1/runs/01ARZ3NDEKTSV4RRFFQ69G5FAV";
  expect((await world.api("GET", path)).status).toBe(404);
  expect((await world.api("DELETE", path)).status).toBe(404);
});
