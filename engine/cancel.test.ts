import { expect, test } from "vitest";
import { createWorld } from "./testing";

test("an unknown run is a 404, to read and to cancel", async () => {
  const world = await createWorld((inngest) => [
    inngest.createFunction({ id: "f", triggers: [{ event: "go" }] }, () => {}),
  ]);
  const path = "/v1/runs/01ARZ3NDEKTSV4RRFFQ69G5FAV";
  expect((await world.api("GET", path)).status).toBe(404);
  expect((await world.api("DELETE", path)).status).toBe(404);
});
