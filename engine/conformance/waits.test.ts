import { expect, test } from "vitest";
import { until } from "../testing";
import { createWorld } from "./world";

test("a wait receives an event that a parallel step sends", async () => {
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "call", triggers: [{ event: own("call") }] }, async ({ event, step }) => {
      const [answer] = await Promise.all([
        step.waitForEvent("answer", {
          event: own("answered"),
          if: `async.data.callId == "${event.data.callId}"`,
          timeout: "30s",
        }),
        step.run("submit", () => inngest.send({ name: own("answered"), data: { callId: event.data.callId } })),
      ]);
      return answer?.data.callId === event.data.callId;
    }),
  ]);
  const calls = Array.from({ length: 100 }, (_, n) => world.send("call", { callId: `call ${n}` }));
  const outputs = await world.outputs(await Promise.all(calls));
  expect(outputs.filter((output) => output === true)).toHaveLength(100);
});

test("each waiting run gets its own answer, although every answer arrives twice", async () => {
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "call", triggers: [{ event: own("call") }] }, async ({ step }) => {
      const answer = await step.waitForEvent("answer", {
        event: own("answered"),
        match: "data.callId",
        timeout: "1m",
      });
      return answer?.data;
    }),
  ]);
  const names = Array.from({ length: 30 }, (_, n) => `call ${n}`);
  const ids = await Promise.all(names.map((callId) => world.send("call", { callId })));
  await until(() => world.calls.length === names.length);
  let over = false;
  const ended = world.outputs(ids);
  void ended.then(() => {
    over = true;
  });
  const answers = names.map((callId) => ({ name: world.own("answered"), data: { callId, for: callId } }));
  await until(async () => {
    await world.inngest.send([...answers, ...answers]);
    return over;
  }, 500);
  expect(await ended).toEqual(names.map((name) => ({ callId: name, for: name })));
});

test("an event sent before the wait does not end it", async () => {
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }] }, async ({ step }) => {
      await step.run("early", () => inngest.send({ name: own("news"), data: {} }));
      await step.sleep("let it pass", "2s");
      return step.waitForEvent("w", { event: own("news"), timeout: "2s" });
    }),
  ]);
  expect((await world.end(await world.send("go"))).output).toBeNull();
});

test("a wait ends only by an event that matches its expression", async () => {
  const expressions: [string, string][] = [
    ["literal", "async.data.kind == 'right'"],
    ["from its own event", "async.data.kind == event.data.kind"],
    ["both, in any order", "event.data.kind == async.data.kind && async.data.n > 1"],
    ["two conditions on the answer", "async.data.kind == 'right' && async.data.n != 1"],
    ["negated", "!(async.data.kind == 'wrong') && async.data.n in [2, 3]"],
    ["a missing field equals nothing", "async.data.nothing == 'x' || async.data.kind == 'right'"],
    ["a missing field differs from anything", "async.data.wrong != true && async.data.kind == event.data.kind"],
    ["a missing field is null", "async.data.wrong == null"],
    ["a missing field is less than anything", "async.data.wrong < 1 && async.data.n > event.data.nothing"],
  ];
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }] }, async ({ event, step }) => {
      const got = step.waitForEvent("w", { event: own("news"), if: event.data.if, timeout: "20s" });
      const [answer] = await Promise.all([
        got,
        step.run("ready", () => inngest.send({ name: own("ready"), data: {} })),
      ]);
      return answer?.data.n;
    }),
    inngest.createFunction({ id: "ready", triggers: [{ event: own("ready") }] }, () => {}),
  ]);
  const ids = await Promise.all(expressions.map(([, text]) => world.send("go", { if: text, kind: "right" })));
  await until(() => world.called("ready") === expressions.length);
  await world.send("news", { kind: "wrong", wrong: true, n: 1 });
  await world.send("news", { kind: "right", n: 2 });
  const outputs = await world.outputs(ids);
  expect(Object.fromEntries(expressions.map(([name], i) => [name, outputs[i]]))).toEqual(
    Object.fromEntries(expressions.map(([name]) => [name, 2])),
  );
});

test("a wait without an event returns null after its timeout", async () => {
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }] }, ({ step }) =>
      step.waitForEvent("w", { event: own("never"), timeout: "1s" }),
    ),
  ]);
  expect((await world.end(await world.send("go"))).output).toBeNull();
});

test("a step runs while a parallel wait continues", async () => {
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }] }, async ({ step }) => {
      const wait = step.waitForEvent("w", { event: own("never"), timeout: "2s" });
      return Promise.all([wait, step.run("beside", () => "done")]);
    }),
  ]);
  expect((await world.end(await world.send("go"))).output).toEqual([null, "done"]);
});

test("an expression that does not parse fails the run", async () => {
  const world = await createWorld((inngest, own) => [
    inngest.createFunction({ id: "f", triggers: [{ event: own("go") }], retries: 0 }, ({ step }) =>
      step.waitForEvent("w", { event: own("x"), if: "async.data.a ==", timeout: "1s" }),
    ),
  ]);
  expect((await world.end(await world.send("go"))).status).toBe("Failed");
});
