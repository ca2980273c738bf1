import { expect, test } from "vitest";
import { acceptEvent } from "./event";
import { type Condition, compileCondition } from "./expression";
import { createListeners } from "./listeners";
import { ulid } from "./ulid";

const event = (data: Record<string, unknown>) => acceptEvent({ name: "answered", data }, ulid());

/** Ten thousand runs that wait for the same event name, each for its own id; counts evaluations. */
function crowd(source: (n: number) => string) {
  const listeners = createListeners();
  let evaluated = 0;
  const counted = (condition: Condition): Condition => ({
    ...condition,
    holds: (own, async) => {
      evaluated++;
      return condition.holds(own, async);
    },
  });
  const stops = Array.from({ length: 10_000 }, (_, n) =>
    listeners.add("answered", {
      condition: counted(compileCondition(source(n))),
      own: { data: { callId: `call ${n}` } },
      hear: () => {},
    }),
  );
  return { listeners, stops, evaluated: () => evaluated };
}

test.each([
  ["a literal", (n: number) => `async.data.callId == "call ${n}"`],
  ["a literal on the left", (n: number) => `'call ${n}' == async.data.callId`],
  ["a field of its own event", () => "event.data.callId == async.data.callId"],
  ["an equality among others", (n: number) => `has(async.data.callId) && async.data.callId == "call ${n}"`],
])("an event costs one evaluation among ten thousand waits by %s", (_, source) => {
  const { listeners, evaluated } = crowd(source);
  expect(listeners.matching(event({ callId: "call 77" }))).toHaveLength(1);
  expect(listeners.matching(event({}))).toHaveLength(0);
  expect(evaluated()).toBe(1);
});

test("removed listeners leave nothing behind", () => {
  const { listeners, stops } = crowd((n) => (n % 2 ? `async.data.callId == "call ${n}"` : "async.data.callId != ''"));
  for (const stop of stops) {
    stop();
    stop();
  }
  expect(listeners.has("answered")).toBe(false);
});

test("values of different types do not match, as in CEL", () => {
  const listeners = createListeners();
  const hears = (source: string, data: Record<string, unknown>) => {
    const stop = listeners.add("answered", {
      condition: compileCondition(source),
      own: { data: { one: 1, text: "1", nothing: null } },
      hear: () => {},
    });
    const found = listeners.matching(event(data)).length;
    stop();
    return found === 1;
  };
  expect(hears("async.data.x == 1", { x: 1 })).toBe(true);
  expect(hears("async.data.x == 1", { x: "1" })).toBe(false);
  expect(hears("async.data.x == event.data.text", { x: 1 })).toBe(false);
  expect(hears("async.data.x == event.data.one", { x: 1 })).toBe(true);
  expect(hears("async.data.x == true", { x: true })).toBe(true);
  expect(hears("async.data.x == event.data.nothing", { x: null })).toBe(true);
  expect(hears("async.data.x == event.data.missing", {})).toBe(false);
  expect(hears("async.data.__proto__ == event.data.__proto__", {})).toBe(false);
});
