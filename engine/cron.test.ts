import { expect, test } from "vitest";
import { createWorld, until } from "./testing";

test("a cron starts its function repeatedly, with the timer event", async () => {
  const events: unknown[] = [];
  await createWorld((inngest) => [
    inngest.createFunction({ id: "f", triggers: [{ cron: "* * * * * *" }] }, ({ event }) => void events.push(event)),
  ]);
  await until(() => events.length >= 2);
  expect(events[0]).toMatchObject({ name: "inngest/scheduled.timer", data: { cron: "* * * * * *" } });
});
