import { expect, test } from "vitest";
import { signature } from "../keys";
import { gate, until } from "../testing";
import { createWorld } from "./world";

const unknownRun = "/v1/runs/01HZZZZZZZZZZZZZZZZZZZZZZZ";

test("the API shows a run's state while it runs, and its end", async () => {
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

test("a waiting run has queued jobs, and an ended run has none", async () => {
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

test("the queued jobs show whether a run waits, sleeps, or continues", async () => {
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

test("the API lists the runs that an event has started, with their state", async () => {
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }] }, () => "done"),
  ]);
  const id = await world.send("go");
  const { run_id } = await world.end(id);
  await until(async () => (await world.runs(id))[0]?.status === "Completed", 50);
  expect((await world.runs(id)).map((run) => run.run_id)).toEqual([run_id]);
});

test("the API lists the functions of a registered app, and none of an unknown one", async () => {
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

test("an unknown run has no data", async () => {
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }] }, () => {}),
  ]);
  // Inngest's server intends an error, but its cache turns the status into 200: only the body shows it.
  const { data, status } = (await (await world.api("GET", unknownRun)).json()) as { data?: unknown; status: number };
  expect(data ?? null).toBeNull();
  expect(status).toBeGreaterThanOrEqual(400);
});

test("a server with keys refuses a request without the right one", async ({ skip }) => {
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }] }, () => {}),
  ]);
  if (!world.signingKey) return skip("a Dev Server takes any key");
  // The signing key itself, instead of its hash: Inngest's server accepts it, ours does not.
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
