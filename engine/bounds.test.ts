import { expect, test } from "vitest";
import { createWorld } from "./testing";

test("a step's output above 4 MiB fails the run", async () => {
  const world = await createWorld((inngest) => [
    inngest.createFunction({ id: "f", triggers: [{ event: "go" }], checkpointing: false }, ({ step }) =>
      step.run("big", () => "x".repeat(4 * 1024 * 1024 + 1)),
    ),
  ]);
  expect(await world.end(await world.send("go"))).toMatchObject({
    status: "Failed",
    output: { name: "InngestErrStateOverflowed" },
  });
});

test("a run's state above 32 MiB fails the run", async () => {
  const world = await createWorld((inngest) => [
    inngest.createFunction({ id: "f", triggers: [{ event: "go" }] }, async ({ step }) => {
      for (let i = 0; i < 9; i++) await step.run(`big ${i}`, () => "x".repeat(4_000_000));
    }),
  ]);
  expect(await world.end(await world.send("go"))).toMatchObject({
    status: "Failed",
    output: { name: "InngestErrStateOverflowed", message: expect.stringContaining("33554432 bytes") },
  });
});

test("a run of more than 1000 steps fails", async () => {
  const world = await createWorld((inngest) => [
    inngest.createFunction({ id: "f", triggers: [{ event: "go" }] }, async ({ step }) => {
      await Promise.all(Array.from({ length: 1001 }, (_, n) => step.run(`${n}`, () => {})));
    }),
  ]);
  expect(await world.end(await world.send("go"))).toMatchObject({
    status: "Failed",
    output: { name: "InngestErrFunctionOverflowed" },
  });
});
