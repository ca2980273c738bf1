import { expect, test } from "vitest";
import { signature } from "../keys";
import { gate, until } from "../testing";
import { createWorld } from "./world";

const unknownRun = "/v1/runs/01HZZZZZZZZZZZZZZZZZZZZZZZ";

test("a run tells its state while it is under way, and its end", async () => {
  const goOn = gate();
  const started: string[] = [];
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }] }, async ({ runId }) => {
      started.push(runId);
      await goOn.promise;
    }),
  ]);
  const id = await world.send("go");
  await until(() => started.length > 0);
  const path = `/v1/runs/${started[0]}`;
  expect((await world.api("GET", path)).status).toBe(200);
  expect(await world.run(started[0] ?? "")).toMatchObject({ run_id: started[0], status: "Running", ended_at: null });
  goOn.open();
  await world.end(id);
  expect(await world.run(started[0] ?? "")).toMatchObject({
    run_id: started[0],
    status: "Completed",
  });
});

test("a run that waits has something queued, and one that has ended has nothing", async () => {
  const runIds: string[] = [];
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }] }, ({ step, runId }) => {
      runIds.push(runId);
      return step.waitForEvent("w", { event: own("end"), timeout: "1m" });
    }),
  ]);
  const id = await world.send("go");
  await until(() => runIds.length > 0);
  let looks = 0;
  const jobs = async () => {
    const answer = await world.api("GET", `/v1/runs/${runIds[0]}/jobs?look=${looks++}`);
    return ((await answer.json()) as { data: unknown[] }).data.length;
  };
  expect(await jobs()).toBeGreaterThan(0);
  await until(async () => {
    await world.send("end");
    return (await world.run(runIds[0] ?? "")).ended_at !== null;
  }, 200);
  await world.end(id);
  await until(async () => (await jobs()) === 0, 50);
});

test("what is queued says whether a run waits for somebody else, sleeps, or moves by itself", async () => {
  const asleep: string[] = [];
  const invoking: string[] = [];
  const waiting: string[] = [];
  const busy: string[] = [];
  const goOn = gate();
  const world = await createWorld((inngest, own) => {
    const waits = inngest.createFunction({ id: "waits" }, ({ step, runId }) => {
      waiting.push(runId);
      return step.waitForEvent("w", { event: own("never"), timeout: "1h" });
    });
    const on = { triggers: [{ event: own("go") }] };
    return [
      waits,
      inngest.createFunction({ id: "sleeps", ...on }, ({ step, runId }) => {
        asleep.push(runId);
        return step.sleep("s", "1h");
      }),
      inngest.createFunction({ id: "invokes", ...on }, ({ step, runId }) => {
        invoking.push(runId);
        return step.invoke({ id: "i", parallelMode: "race" }, { function: waits, data: {}, timeout: "1h" });
      }),
      inngest.createFunction({ id: "works", ...on }, ({ runId }) => {
        busy.push(runId);
        return goOn.promise;
      }),
    ];
  });
  await world.send("go");
  await until(() => asleep[0] && invoking[0] && waiting[0] && busy[0]);
  let looks = 0;
  const kinds = async ([runId]: string[]) => {
    const answer = await world.api("GET", `/v1/runs/${runId}/jobs?look=${looks++}`);
    return ((await answer.json()) as { data: { kind: string }[] }).data.map(({ kind }) => kind).join();
  };
  await until(async () => (await kinds(invoking)) === "pause", 50);
  await until(async () => (await kinds(waiting)) === "pause", 50);
  await until(async () => (await kinds(asleep)) === "sleep", 50);
  expect(await kinds(busy)).toMatch(/^(start|edge)$/);
  goOn.open();
  for (const [runId = ""] of [invoking, waiting, asleep]) await world.api("DELETE", `/v1/runs/${runId}`);
  for (const [runId = ""] of [invoking, waiting, asleep]) {
    await until(async () => (await world.run(runId)).status === "Cancelled", 50);
  }
});

test("an event tells the runs it has started, with their state", async () => {
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }] }, () => "done"),
  ]);
  const id = await world.send("go");
  const { run_id } = await world.end(id);
  await until(async () => (await world.runs(id))[0]?.status === "Completed", 50);
  expect((await world.runs(id)).map((run) => run.run_id)).toEqual([run_id]);
});

test("a server tells the functions of an app that has registered, and none of another", async () => {
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }] }, () => {}),
    inngest.createFunction({ id: "g", triggers: [{ event: own("go") }] }, () => {}),
  ]);
  const functionsOf = async (app: string) => {
    const answer = await world.api("GET", `/v1/apps/${app}/functions`);
    return [answer.status, (((await answer.json()) ?? []) as { id: string }[]).map(({ id }) => id).sort()];
  };
  expect(await functionsOf(world.inngest.id)).toEqual([200, [`${world.inngest.id}-f`, `${world.inngest.id}-g`]]);
  expect(await functionsOf(world.own("another"))).toEqual([200, []]);
});

test("a run nobody remembers has no data", async () => {
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }] }, () => {}),
  ]);
  // Inngest's own server means to answer an error, and its cache makes a 200 of it: the body alone tells.
  const { data, status } = (await (await world.api("GET", unknownRun)).json()) as { data?: unknown; status: number };
  expect(data ?? null).toBeNull();
  expect(status).toBeGreaterThanOrEqual(400);
});

test("a server with keys refuses a missing or a wrong one", async ({ skip }) => {
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }] }, () => {}),
  ]);
  if (!world.signingKey) return skip("a Dev Server takes any key");
  // The signing key itself, in place of its hash: Inngest's own server takes it, ours does not.
  for (const authorization of ["", "Bearer signkey-test-00", `Bearer ${"0".repeat(64)}`]) {
    const headers = { authorization };
    expect((await fetch(world.engineUrl + unknownRun, { headers })).status).toBe(401);
    expect((await fetch(`${world.engineUrl}/fn/register`, { method: "POST", headers, body: "{}" })).status).toBe(401);
  }
  const body = JSON.stringify({ name: world.own("go"), data: {} });
  expect((await fetch(`${world.engineUrl}/e/wrong`, { method: "POST", body })).status).toBe(401);
});

test("the app refuses a call that is unsigned or signed with another key", async ({ skip }) => {
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }] }, () => {}),
  ]);
  if (!world.signingKey) return skip("a Dev Server signs nothing");
  const body = JSON.stringify({ ctx: { attempt: 0 }, event: { name: "go" }, events: [], steps: {}, version: -1 });
  const url = `${world.appUrl}?fnId=${world.inngest.id}-f&stepId=step`;
  for (const header of ["", signature(`${world.signingKey}00`, body)]) {
    const response = await fetch(url, { method: "POST", body, headers: { "x-inngest-signature": header } });
    expect(response.status).toBe(401);
  }
});
