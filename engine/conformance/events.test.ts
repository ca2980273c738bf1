import { expect, test } from "vitest";
import { createWorld } from "./world";

test("an event id starts a function once; a duplicate still reaches waiting runs", async () => {
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }] }, () => {}),
    inngest.createFunction({ id: "g", triggers: [{ event: own("wait") }] }, async ({ step }) => {
      const heard = step.waitForEvent("w", { event: own("go"), timeout: "20s" });
      const send = step.run("again", () => inngest.send({ name: own("go"), id: own("same"), data: { again: true } }));
      return (await Promise.all([heard, send]))[0]?.data;
    }),
  ]);
  await world.end(await world.send("go", {}, { id: world.own("same") }));
  const again = await world.send("go", {}, { id: world.own("same") });
  expect((await world.end(await world.send("wait"))).output).toEqual({ again: true });
  expect(await world.runs(again)).toEqual([]);
  expect(world.called("f")).toBe(1);
});

test("a request that the SDK repeats starts no second run", async () => {
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }] }, ({ event }) => event.data.n),
  ]);
  const body = JSON.stringify([{ name: world.own("go"), data: { n: 1 } }]);
  const seed = `${Date.now()},${Buffer.from(world.own("seed")).toString("base64").slice(0, 14)}==`;
  const post = () =>
    fetch(`${world.engineUrl}/e/${world.eventKey}`, {
      method: "POST",
      body,
      headers: { "x-inngest-event-id-seed": seed },
    });
  const first = (await (await post()).json()) as { ids: string[] };
  const second = (await (await post()).json()) as { ids: string[] };
  expect(second.ids).toEqual(first.ids);
  await world.end(first.ids[0] ?? "");
  await world.end(await world.send("go", { n: 2 }));
  expect(world.called("f")).toBe(2);
});

test("one event starts every function with a matching trigger", async () => {
  const world = await createWorld((inngest, own) =>
    ["f", "g"].map((id) => inngest.createFunction({ id, triggers: [{ event: own("go") }] }, () => id)),
  );
  const runs = await world.ended(await world.send("go"), 2);
  expect(runs.map(({ output }) => output).sort()).toEqual(["f", "g"]);
});

test("an event starts a function only if the trigger's `if` is true", async () => {
  const world = await createWorld((inngest, own) => [
    inngest.createFunction(
      {
        id: "f",
        triggers: [{ event: own("stop") }, { event: own("go"), if: "event.data.status != 'completed'" }],
      },
      ({ event }) => event.data.n,
    ),
  ]);
  const passed = await world.send("go", { status: "completed", n: 1 });
  expect((await world.end(await world.send("go", { n: 2 }))).output).toBe(2); // a missing field is not 'completed'
  expect((await world.end(await world.send("go", { status: "failed", n: 3 }))).output).toBe(3);
  expect((await world.end(await world.send("stop", { n: 4 }))).output).toBe(4);
  expect(await world.runs(passed)).toEqual([]);
  expect(world.called("f")).toBe(3);
});

test("any JSON arrives unchanged", async () => {
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }] }, ({ event }) => event),
  ]);
  const data = JSON.parse(
    '{"constructor":{"prototype":1},"toJSON":"x","10":1,"2":2,"ü":"\\ud83d\\ude00\\u2028\\"<>&","z":[1e21,-0.5,1e-7,null,[]],"a":{}}',
  );
  const run = await world.end(await world.send("go", { given: data }, { id: world.own("given") }));
  expect(run).toMatchObject({ status: "Completed", output: { id: world.own("given"), name: world.own("go") } });
  expect((run.output as { data: unknown }).data).toEqual({ given: data });
});

test("an invalid event is refused", async () => {
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }] }, () => {}),
  ]);
  const post = async (body: string) =>
    (await fetch(`${world.engineUrl}/e/${world.eventKey}`, { method: "POST", body })).status;
  expect(await post("{")).toBe(400);
  expect(await post('{"data":{}}')).toBe(400);
  expect(await post('{"name":"inngest/function.failed","data":{}}')).toBe(400);
  expect(await post(JSON.stringify({ name: world.own("go"), data: { x: "x".repeat(3 * 1024 * 1024) } }))).toBe(400);
});
