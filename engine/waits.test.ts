import { expect, test } from "vitest";
import { createWorld, until } from "./testing";

/** A call as the app makes it: it waits for the answer beside the step that asks. */
const CALL = { id: "call", triggers: [{ event: "call" }] };

test("a wait reported beside a step receives the event that the step sends", async () => {
  const world = await createWorld((inngest) => [
    inngest.createFunction(CALL, async ({ event, step }) => {
      const [answer] = await Promise.all([
        step.waitForEvent("answer", {
          event: "answered",
          if: `async.data.callId == "${event.data.callId}"`,
          timeout: "15s",
        }),
        step.run("submit", () => inngest.send({ name: "answered", data: { callId: event.data.callId } })),
      ]);
      return answer?.data.callId === event.data.callId;
    }),
  ]);
  const calls = Array.from({ length: 100 }, (_, n) => world.send("call", { callId: `call ${n}` }));
  const outputs = await world.outputs(await Promise.all(calls));
  expect(outputs.filter((output) => output === true)).toHaveLength(100);
});

test("a hundred waiting runs each end with their own answer, though every answer comes twice", async () => {
  const world = await createWorld((inngest) => [
    inngest.createFunction(CALL, async ({ step }) => {
      const answer = await step.waitForEvent("answer", { event: "answered", match: "data.callId", timeout: "1m" });
      return answer?.data;
    }),
  ]);
  const names = Array.from({ length: 100 }, (_, n) => `call ${n}`);
  const ids = await Promise.all(names.map((callId) => world.send("call", { callId })));
  await until(() => world.calls.length === 100);
  const answers = names.map((callId) => ({ name: "answered", data: { callId, for: callId } }));
  // A run is not waiting before its first response is in: answers go on until all have ended.
  const ended = world.outputs(ids);
  let over = false;
  void ended.then(() => {
    over = true;
  });
  await until(async () => {
    await world.inngest.send([...answers, ...answers]);
    return over;
  });
  expect(await ended).toEqual(names.map((name) => ({ callId: name, for: name })));
});

test("a wait takes only the event that meets its expression", async () => {
  const expressions: [string, string][] = [
    ["literal", "async.data.kind == 'right'"],
    ["from its own event", "async.data.kind == event.data.kind"],
    ["both, in any order", "event.data.kind == async.data.kind && async.data.n > 1"],
    ["evaluated", "async.data.kind.startsWith('ri') && !has(async.data.wrong)"],
    ["a missing field is false", "async.data.nothing != 'x' || async.data.kind == 'right'"],
  ];
  const world = await createWorld((inngest) => [
    inngest.createFunction({ id: "f", triggers: [{ event: "go" }] }, async ({ event, step }) => {
      const got = step.waitForEvent("w", { event: "news", if: event.data.if, timeout: "1m" });
      const [answer] = await Promise.all([got, step.run("ready", () => inngest.send({ name: "ready", data: {} }))]);
      return answer?.data.n;
    }),
    inngest.createFunction({ id: "ready", triggers: [{ event: "ready" }] }, () => {}),
  ]);
  const ids = await Promise.all(expressions.map(([, text]) => world.send("go", { if: text, kind: "right" })));
  await until(() => world.calls.filter(({ fn }) => fn === "app-ready").length === expressions.length);
  await world.send("news", { kind: "wrong", wrong: true, n: 1 });
  await world.send("news", { kind: "right", n: 2 });
  const outputs = await world.outputs(ids);
  expect(Object.fromEntries(expressions.map(([name], i) => [name, outputs[i]]))).toEqual(
    Object.fromEntries(expressions.map(([name]) => [name, 2])),
  );
});

test("a wait that nothing answers is null after its timeout", async () => {
  const world = await createWorld((inngest) => [
    inngest.createFunction({ id: "f", triggers: [{ event: "go" }] }, ({ step }) =>
      step.waitForEvent("w", { event: "never", timeout: "1s" }),
    ),
  ]);
  expect((await world.end(await world.send("go"))).output).toBeNull();
});

test("an expression that does not parse fails the run and says why", async () => {
  const world = await createWorld((inngest) => [
    inngest.createFunction({ id: "f", triggers: [{ event: "go" }] }, ({ step }) =>
      step.waitForEvent("w", { event: "x", if: "async.data.a ==", timeout: "1s" }),
    ),
  ]);
  const { status, output } = await world.end(await world.send("go"));
  expect(status).toBe("Failed");
  expect(output).toMatchObject({ message: expect.stringContaining("does not parse") });
});
