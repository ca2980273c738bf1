import { expect, test } from "vitest";
import { bearerToken } from "./keys";
import { createWorld, KEYS, until, type World } from "./testing";

const lose = (world: World, body: unknown) =>
  fetch(`${world.engineUrl}/faults`, {
    method: "POST",
    headers: { authorization: `Bearer ${bearerToken(KEYS.signingKey)}` },
    body: JSON.stringify(body),
  });

const kindsOf = async (world: World, runId: string) => {
  const answer = await world.api("GET", `/v1/runs/${runId}/jobs`);
  return ((await answer.json()) as { data: { kind: string }[] }).data.map(({ kind }) => kind);
};

test("losing the end of an invoked run leaves its parent waiting until the time-out", async () => {
  let isChildOver = () => {};
  const childOver = new Promise<void>((resolve) => {
    isChildOver = resolve;
  });
  const world = await createWorld(
    (inngest) => {
      const child = inngest.createFunction({ id: "child", retries: 0 }, () => "done");
      const watch = inngest.createFunction(
        { id: "watch", triggers: [{ event: "inngest/function.finished" }] },
        ({ event }) => {
          if ((event.data as { function_id?: string }).function_id?.endsWith("child")) isChildOver();
        },
      );
      const parent = inngest.createFunction({ id: "parent", triggers: [{ event: "go" }] }, async ({ step }) => {
        const invoke = (id: string, timeout: string) =>
          step
            .invoke(id, { function: child, data: {}, timeout })
            .catch((error: unknown) => (error instanceof Error ? error.name : ""));
        return [await invoke("first", "2s"), await invoke("second", "1h")];
      });
      return [child, parent, watch];
    },
    { faults: true },
  );
  expect((await lose(world, { lose: "ends", count: 1 })).status).toBe(200);
  const id = await world.send("go");
  await childOver;
  const [run] = await world.runs(id);
  expect(await kindsOf(world, run?.run_id ?? "")).toEqual(["pause"]);
  expect((await world.end(id)).output).toEqual(["InngestInvokeTimeoutError", "done"]);
});

test("a lost wait ends neither by its event nor by its time-out", async () => {
  const world = await createWorld(
    (inngest) => [
      inngest.createFunction({ id: "f", triggers: [{ event: "go" }] }, async ({ event, step }) => {
        const { id } = event.data as { id: string };
        const wait = step.waitForEvent("w", { event: "answer", timeout: "1h", if: `async.data.id == "${id}"` });
        await Promise.all([wait, step.run("answer", () => inngest.send({ name: "answer", data: { id } }))]);
      }),
    ],
    { faults: true },
  );
  await lose(world, { lose: "waits", count: 1 });
  const lost = await world.send("go", { id: "lost" });
  const kinds = async () => kindsOf(world, (await world.runs(lost))[0]?.run_id ?? "");
  await until(async () => String(await kinds()) === "pause");
  await world.end(await world.send("go", { id: "heard" }));
  await world.send("answer", { id: "lost" });
  expect((await world.runs(lost))[0]).toMatchObject({ status: "Running" });
  expect(await kinds()).toEqual(["pause"]);
});

test("without the test option the engine loses nothing, and the route does not exist", async () => {
  const world = await createWorld(() => []);
  expect((await lose(world, { lose: "ends", count: 1 })).status).toBe(404);
});

test("a request must name what to lose", async () => {
  const world = await createWorld(() => [], { faults: true });
  expect((await lose(world, { lose: "runs", count: 1 })).status).toBe(400);
  expect((await lose(world, { lose: "ends", count: -1 })).status).toBe(400);
});
