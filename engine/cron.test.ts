import { expect, test } from "vitest";
import { createWorld, until } from "./testing";

test("a cron starts its function, with the timer event, again and again", async () => {
  const events: unknown[] = [];
  await createWorld((inngest) => [
    inngest.createFunction({ id: "f", triggers: [{ cron: "* * * * * *" }] }, ({ event }) => void events.push(event)),
  ]);
  await until(() => events.length >= 2);
  expect(events[0]).toMatchObject({ name: "inngest/scheduled.timer", data: { cron: "* * * * * *" } });
});

test("a cron with a time zone is understood, and may stand beside an event", async () => {
  const world = await createWorld((inngest) => [
    inngest.createFunction(
      { id: "f", triggers: [{ cron: "TZ=Europe/Paris 0 12 * * 1" }, { event: "go" }] },
      ({ event }) => event.name,
    ),
  ]);
  expect((await world.end(await world.send("go"))).output).toBe("go");
});
