import { expect, test } from "vitest";
import { createWorld, until } from "./testing";

/** A call as the app makes it: waits for the answer in parallel to the step that submits. */
const CALL = { id: "call", triggers: [{ event: "call" }] };

test("each of a hundred waiting runs gets its own answer, although every answer arrives twice", async () => {
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
  // A run waits only after its first response: so answers are repeated until all runs have ended.
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

test.each([
  ["does not parse", "async.data.a =="],
  ['uses "startsWith"', "async.data.a.startsWith('x')"],
  ['uses "has"', "!has(async.data.a)"],
  ['uses "+"', "async.data.a == event.data.b + 1"],
])("an invalid wait expression fails the run with its reason: %s", async (reason, expression) => {
  const world = await createWorld((inngest) => [
    inngest.createFunction({ id: "f", triggers: [{ event: "go" }] }, ({ step }) =>
      step.waitForEvent("w", { event: "x", if: expression, timeout: "1s" }),
    ),
  ]);
  const { status, output } = await world.end(await world.send("go"));
  expect(status).toBe("Failed");
  expect(output).toMatchObject({ message: expect.stringContaining(reason) });
});
