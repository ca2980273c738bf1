import { expect, test } from "vitest";
import { createWorld, gate, nextTurn, until } from "./testing";

test("a run started while the app is away continues when it is back, and the absence is logged once", async () => {
  const world = await createWorld((inngest) => [
    inngest.createFunction({ id: "f", triggers: [{ event: "go" }], retries: 0 }, ({ step }) =>
      step.run("s", () => "ok"),
    ),
  ]);
  await world.killApp();
  const ids = await Promise.all(Array.from({ length: 10 }, () => world.send("go")));
  await until(() => world.log.some(({ event }) => event === "app unavailable"));
  await world.startApp();
  expect(await world.outputs(ids)).toEqual(ids.map(() => "ok"));
  expect(world.calls.every(({ attempt }) => attempt === 0)).toBe(true);
  expect(world.log.filter(({ event }) => event === "app unavailable")).toHaveLength(1);
});

test("an app killed during a step gets the step again, without losing an attempt", async () => {
  const attempts: number[] = [];
  const stuck = gate();
  const world = await createWorld((inngest) => [
    inngest.createFunction({ id: "f", triggers: [{ event: "go" }], retries: 1 }, async ({ step, attempt }) => {
      await step.run("kept", () => {});
      return step.run("killed", async () => {
        attempts.push(attempt);
        if (attempts.length < 3) await stuck.promise;
        return "survived";
      });
    }),
  ]);
  const id = await world.send("go");
  for (const kills of [1, 2]) {
    await until(() => attempts.length === kills);
    await world.killApp();
    await world.startApp();
  }
  expect(await world.end(id)).toMatchObject({ status: "Completed", output: "survived" });
  expect(attempts).toEqual([0, 0, 0]);
});

test("a function with no retries runs a step at most once: an app killed during it fails the run", async () => {
  let ran = 0;
  const world = await createWorld((inngest) => [
    inngest.createFunction({ id: "f", triggers: [{ event: "go" }], retries: 0 }, ({ step }) =>
      step.run("s", () => {
        ran++;
        return gate().promise;
      }),
    ),
  ]);
  const id = await world.send("go");
  await until(() => ran === 1);
  await world.killApp();
  await world.startApp();
  expect(await world.end(id)).toMatchObject({ status: "Failed", output: { name: "ConnectionLost" } });
  expect(ran).toBe(1);
});

test("a step may take longer than the app keeps an idle connection", async () => {
  const idleSeconds = 5; // Node's own, which the app names in each response
  const world = await createWorld((inngest) => [
    inngest.createFunction({ id: "f", triggers: [{ event: "go" }], retries: 0 }, ({ event, step }) =>
      step.run("s", () => new Promise((resolve) => setTimeout(() => resolve("ok"), event.data.seconds * 1000))),
    ),
  ]);
  for (const seconds of [0, idleSeconds]) {
    expect(await world.end(await world.send("go", { seconds }))).toMatchObject({ status: "Completed", output: "ok" });
  }
});

test("an app killed again and again at random moments fails no run that has retries", async () => {
  const world = await createWorld((inngest) => {
    const part = inngest.createFunction({ id: "part", retries: 3 }, async ({ event, step }) => {
      const [answer] = await Promise.all([
        step.waitForEvent("w", { event: "answer", match: "data.id", timeout: "1s" }),
        step.run("ask", () => inngest.send({ name: "answer", data: event.data })),
      ]);
      return answer === null ? "late" : "heard";
    });
    return [
      part,
      inngest.createFunction({ id: "f", triggers: [{ event: "go" }], retries: 3 }, async ({ event, step }) => {
        for (const name of ["a", "b", "c"]) await step.run(name, nextTurn);
        const ids = ["x", "y"].map((name) => `${event.data.n} ${name}`);
        await Promise.all(ids.map((id) => step.invoke({ id, parallelMode: "race" }, { function: part, data: { id } })));
        return step.run("end", () => "done");
      }),
    ];
  });
  const ids = await Promise.all(Array.from({ length: 20 }, (_, n) => world.send("go", { n })));
  for (let kills = 0; kills < 6; kills++) {
    for (let turns = Math.random() * 20; turns > 0; turns--) await nextTurn();
    await world.killApp();
    await world.startApp();
  }
  expect(await world.outputs(ids)).toEqual(ids.map(() => "done"));
});

test("an answer from something other than the SDK costs no attempt", async () => {
  const world = await createWorld((inngest) => [
    inngest.createFunction({ id: "f", triggers: [{ event: "go" }], retries: 0 }, ({ attempt }) => attempt),
  ]);
  let pages = 0;
  world.instead = ({ method }) =>
    method === "POST" && pages++ < 2 ? new Response("<html>Bad Gateway</html>", { status: 502 }) : undefined;
  expect(await world.end(await world.send("go"))).toMatchObject({ status: "Completed", output: 0 });
  expect(pages).toBe(3);
});

test("an app that comes back with other functions is registered again", async () => {
  const world = await createWorld((inngest) => [
    inngest.createFunction({ id: "f", triggers: [{ event: "go" }] }, () => "old"),
  ]);
  await world.killApp();
  const old = await world.send("go");
  await until(() => world.log.some(({ event }) => event === "app unavailable"));
  world.serve((inngest) => [
    inngest.createFunction({ id: "f", triggers: [{ event: "go" }] }, () => "new"),
    inngest.createFunction({ id: "g", triggers: [{ event: "go2" }] }, () => "added"),
  ]);
  await world.startApp();
  expect((await world.end(old)).output).toBe("new");
  expect((await world.end(await world.send("go2"))).output).toBe("added");
});

test("when the app does not know a function, it must register again; the error names a dropped function", async () => {
  const world = await createWorld((inngest) => [
    inngest.createFunction({ id: "f", triggers: [{ event: "go" }], retries: 9 }, () => {}),
  ]);
  world.serve((inngest) => [inngest.createFunction({ id: "g", triggers: [{ event: "go2" }] }, () => "here")]);
  const run = await world.end(await world.send("go"));
  expect(run).toMatchObject({ status: "Failed", output: { name: "FunctionRemoved" } });
  expect((await world.end(await world.send("go2"))).output).toBe("here");
});

test("with `watch` the engine notices changed functions", async () => {
  const world = await createWorld(
    (inngest) => [inngest.createFunction({ id: "f", triggers: [{ event: "go" }] }, () => "old")],
    { watch: true },
  );
  world.serve((inngest) => [inngest.createFunction({ id: "f", triggers: [{ event: "go3" }] }, () => "new")]);
  await until(() => world.log.filter(({ event }) => event === "app registered").length === 2);
  expect((await world.end(await world.send("go3"))).output).toBe("new");
});
