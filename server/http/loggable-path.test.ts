import { expect, test } from "vitest";
import { loggablePath } from "./loggable-path";

const token = "a".repeat(43);

test.each([
  [`/s/${token}`, "/s/..."],
  [`/films/s/${token}/film.mp4`, "/films/s/.../film.mp4"],
  ["/v1/jobs/0198c9f2-7a51-7c3e-9b42-6f1d2e8a4c10", "/v1/jobs/0198c9f2-7a51-7c3e-9b42-6f1d2e8a4c10"],
])("the log shows no token: %s", (path, shown) => {
  expect(loggablePath(path)).toBe(shown);
});
