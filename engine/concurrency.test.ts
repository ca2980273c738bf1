import type { Inngest } from "inngest";
import { expect, test } from "vitest";
import { createWorld, gate, nextTurn, until } from "./testing";

/** Counts the current and the highest number of users, by name. */
function counter() {
  const inside = new Map<string, number>();
  const most = new Map<string, number>();
  return {
    most,
    async pass(name: string) {
      const now = (inside.get(name) ?? 0) + 1;
      inside.set(name, now);
      most.set(name, Math.max(most.get(name) ?? 0, now));
      await nextTurn();
      inside.set(name, now > 0 ? (inside.get(name) ?? 1) - 1 : 0);
    },
  };
}

test("a limit with a key counts each value of the key separately", async () => {
  const { most, pass } = counter();
  const world = await createWorld((inngest) => [
    inngest.createFunction(
      { id: "f", triggers: [{ event: "go" }], concurrency: [{ limit: 1, key: "event.data.user" }, { limit: 3 }] },
      async ({ event }) => {
        await Promise.all([pass(event.data.user), pass("all")]);
      },
    ),
  ]);
  const users = Array.from({ length: 20 }, (_, n) => `user ${n % 4}`);
  await world.outputs(await Promise.all(users.map((user) => world.send("go", { user }))));
  expect(most.get("all")).toBeLessThanOrEqual(3);
  for (const user of new Set(users)) expect(most.get(user)).toBe(1);
});

test("a limit of scope account is shared by the functions that name the same key", async () => {
  const { most, pass } = counter();
  const limited = (inngest: Inngest, id: string) =>
    inngest.createFunction(
      { id, triggers: [{ event: "go" }], concurrency: { limit: 1, scope: "account", key: '"gpu"' } },
      () => pass("gpu"),
    );
  const world = await createWorld((inngest) => [limited(inngest, "f"), limited(inngest, "g")]);
  const ids = await Promise.all(Array.from({ length: 5 }, () => world.send("go")));
  for (const id of ids) await world.ended(id, 2);
  expect(most.get("gpu")).toBe(1);
});

test("of the runs that wait for a slot, the one with the highest priority goes first", async () => {
  const first = gate();
  const order: number[] = [];
  const world = await createWorld((inngest) => [
    inngest.createFunction(
      { id: "f", triggers: [{ event: "go" }], concurrency: 1, priority: { run: "event.data.urgent * 300" } },
      async ({ event }) => {
        if (event.data.n === 0) await first.promise;
        order.push(event.data.n);
      },
    ),
  ]);
  const ids = [await world.send("go", { n: 0, urgent: 0 })];
  await until(() => world.calls.length === 1);
  for (const n of [1, 2, 3]) ids.push(await world.send("go", { n, urgent: n === 3 ? 1 : 0 }));
  first.open();
  await world.outputs(ids);
  expect(order).toEqual([0, 3, 1, 2]);
});
