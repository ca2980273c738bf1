import { expect, test } from "vitest";
import { gate, until } from "../testing";
import { createWorld } from "./world";

test("registering the same functions again succeeds and changes nothing", async () => {
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }] }, () => "here"),
  ]);
  expect((await world.sync()).status).toBe(200);
  expect((await world.end(await world.send("go"))).output).toBe("here");
  expect(world.called("f")).toBe(1);
});

test("a registration adds new functions and drops missing ones", async () => {
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }] }, () => "old"),
    inngest.createFunction({ id: "gone", triggers: [{ event: own("go") }] }, () => "gone"),
  ]);
  world.serve((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }] }, () => "new"),
    inngest.createFunction({ id: "g", triggers: [{ event: own("go2") }] }, () => "added"),
  ]);
  expect((await world.sync()).status).toBe(200);
  const id = await world.send("go");
  expect((await world.end(id)).output).toBe("new");
  expect((await world.end(await world.send("go2"))).output).toBe("added");
  expect(await world.runs(id)).toHaveLength(1);
});

test("a cancelOn with anything but logic is refused", async () => {
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }] }, () => "here"),
  ]);
  world.serve((inngest, own) => [
    inngest.createFunction(
      {
        id: "f",
        triggers: [{ event: own("go") }],
        cancelOn: [{ event: own("stop"), if: "async.data.job.startsWith('a')" }],
      },
      () => "here",
    ),
  ]);
  expect((await world.sync()).ok).toBe(false);
  expect((await world.end(await world.send("go"))).output).toBe("here");
});

test("a run started while the app is away continues when it is back", async () => {
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }], retries: 4 }, ({ step }) =>
      step.run("s", () => "ok"),
    ),
  ]);
  await world.killApp();
  const ids = await Promise.all(Array.from({ length: 3 }, () => world.send("go")));
  await until(async () => (await world.runs(ids[0] ?? "")).length > 0, 50);
  await world.startApp();
  expect(await world.outputs(ids)).toEqual(ids.map(() => "ok"));
});

test("an app killed during a step gets the step again, and keeps earlier results", async () => {
  const ran: string[] = [];
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }], retries: 4 }, async ({ step }) => {
      await step.run("kept", () => ran.push("kept"));
      await step.sleep("nap", "1s");
      return step.run("killed", async () => {
        ran.push("killed");
        if (ran.length < 3) await gate().promise;
        return "survived";
      });
    }),
  ]);
  const id = await world.send("go");
  await until(() => ran.length === 2);
  await world.killApp();
  await world.startApp();
  expect(await world.end(id)).toMatchObject({ status: "Completed", output: "survived" });
  expect(ran).toEqual(["kept", "killed", "killed"]);
});

test("a cron with a time zone works next to an event trigger, and sends the timer event", async () => {
  const timers: unknown[] = [];
  const world = await createWorld((inngest, own) => [
    inngest.createFunction(
      { id: "f", triggers: [{ cron: "TZ=Europe/Paris 0 12 * * 1" }, { event: own("go") }] },
      ({ event }) => event.name,
    ),
    inngest.createFunction({ id: "minute", triggers: [{ cron: "* * * * *" }] }, ({ event }) => void timers.push(event)),
  ]);
  expect((await world.end(await world.send("go"))).output).toBe(world.own("go"));
  await until(() => timers.length > 0);
  expect(timers[0]).toMatchObject({ name: "inngest/scheduled.timer", data: { cron: "* * * * *" } });
  // Removes the cron: a permanent server would otherwise call this app every minute.
  world.serve((inngest, own) => [inngest.createFunction({ id: "f", triggers: [{ event: own("go") }] }, () => {})]);
  expect((await world.sync()).status).toBe(200);
});

test("no more steps of a function run at once than its limit", async () => {
  const two = gate();
  let inside = 0;
  let most = 0;
  const body = async () => {
    most = Math.max(most, ++inside);
    if (inside === 2) two.open();
    await two.promise;
    await new Promise((resolve) => setTimeout(resolve, 5));
    inside--;
  };
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }], concurrency: 2 }, ({ step }) =>
      Promise.all(["a", "b", "c"].map((name) => step.run(name, body))),
    ),
  ]);
  await world.outputs(await Promise.all(Array.from({ length: 4 }, () => world.send("go"))));
  expect(most).toBe(2);
});

test("a run that waits or sleeps holds no slot", async () => {
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }], concurrency: 1 }, ({ event, step }) =>
      event.data.wait ? step.waitForEvent("w", { event: own("end"), timeout: "1m" }) : "through",
    ),
  ]);
  await world.send("go", { wait: true });
  await until(() => world.called("f") === 1);
  expect((await world.end(await world.send("go"))).output).toBe("through");
});

// Order is tested with the embedded engine only: for Inngest's server, priority is a hint.
test("any value works as a priority, and every run completes", async () => {
  const world = await createWorld((inngest, own) => [
    inngest.createFunction(
      { id: "f", triggers: [{ event: own("go") }], concurrency: 1, priority: { run: "event.data.priority" } },
      ({ event }) => event.data.priority ?? "none",
    ),
  ]);
  const priorities = [0, 300, -300, 100_000, undefined];
  const ids = await Promise.all(priorities.map((priority) => world.send("go", { priority })));
  expect(await world.outputs(ids)).toEqual([0, 300, -300, 100_000, "none"]);
});
