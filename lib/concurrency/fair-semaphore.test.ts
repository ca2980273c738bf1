import { expect, test } from "vitest";
import { createSemaphore } from "./fair-semaphore";

/** What has happened so far, in order. */
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

test("a key has its places; the next of it wait in order, and others pass them", async () => {
  const { log, enter } = scene({ ofKey: 2, inAll: 3, waiting: 5 });
  const [one] = await Promise.all([enter("a1", "a"), enter("a2", "a")]);
  const [third, fourth] = [enter("a3", "a"), enter("a4", "a")];
  const other = await enter("b1", "b");
  await turn();
  expect(log).toEqual(["a1", "a2", "b1"]);
  one();
  one(); // a place is given back once
  await turn();
  expect(log).toEqual(["a1", "a2", "b1", "a3"]);
  const last = enter("c1", "c"); // none is left in all
  await turn();
  expect(log.length).toBe(4);
  other();
  await last;
  (await third)();
  await fourth;
  expect(log).toEqual(["a1", "a2", "b1", "a3", "c1", "a4"]);
});

test("a line that is too long is refused to its key alone, and who gives up leaves it", async () => {
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
