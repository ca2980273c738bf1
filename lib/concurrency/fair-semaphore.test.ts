import { expect, test } from "vitest";
import { createSemaphore } from "./fair-semaphore";

/** A semaphore and a log of what happened, in order. */
function scene(most: Parameters<typeof createSemaphore>[1]) {
  const line = createSemaphore("things", most);
  const log: string[] = [];
  const enter = async (name: string, keyId: string, signal?: AbortSignal) => {
    const leave = await line.acquire(keyId, signal);
    log.push(name);
    return leave;
  };
  return { log, enter };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

test("a key's waiters above its limit keep their order, and other keys pass them", async () => {
  const { log, enter } = scene({ ofKey: 2, inAll: 3, waiting: 5 });
  const [one] = await Promise.all([enter("a1", "a"), enter("a2", "a")]);
  const [third, fourth] = [enter("a3", "a"), enter("a4", "a")];
  const other = await enter("b1", "b");
  await turn();
  expect(log).toEqual(["a1", "a2", "b1"]);
  one();
  one(); // releasing twice counts once
  await turn();
  expect(log).toEqual(["a1", "a2", "b1", "a3"]);
  const last = enter("c1", "c"); // the global limit is reached
  await turn();
  expect(log.length).toBe(4);
  other();
  await last;
  (await third)();
  await fourth;
  expect(log).toEqual(["a1", "a2", "b1", "a3", "c1", "a4"]);
});

test("a full queue refuses its own key only, and an aborted waiter leaves the queue", async () => {
  const { log, enter } = scene({ ofKey: 1, inAll: 10, waiting: 2 });
  const leave = await enter("a1", "a");
  const gone = new AbortController();
  const [second, third] = [enter("a2", "a", gone.signal), enter("a3", "a")];
  await expect(enter("a4", "a")).rejects.toMatchObject({ code: "rate_limited" });
  await enter("b1", "b");
  gone.abort();
  await expect(second).rejects.toMatchObject({ code: "unavailable" });
  leave();
  await third;
  expect(log).toEqual(["a1", "b1", "a3"]);
});

test("keys are served in turn, even when one key may use the whole limit", async () => {
  const { log, enter } = scene({ ofKey: 2, inAll: 2, waiting: 10 });
  const names = ["a1", "a2", "a3", "a4", "a5", "a6", "b1", "b2", "b3", "c1"];
  const entered = names.map((name) => enter(name, name.charAt(0)));
  const order = names.map((_, i) => async () => {
    await turn();
    const name = log[i] ?? "";
    (await entered[names.indexOf(name)])?.();
  });
  for (const leave of order) await leave();
  expect(log).toEqual(["a1", "a2", "a3", "b1", "c1", "a4", "b2", "a5", "b3", "a6"]);
});

test("a signal that has already aborted rejects at once", async () => {
  const { log, enter } = scene({ ofKey: 1, inAll: 1, waiting: 1 });
  const leave = await enter("a1", "a");
  await expect(enter("a2", "a", AbortSignal.abort())).rejects.toMatchObject({ code: "unavailable" });
  const third = enter("a3", "a");
  leave();
  await third;
  expect(log).toEqual(["a1", "a3"]);
});
