import { expect, test } from "vitest";
import { durationMs, momentOf } from "./duration";
import { retryAfterMs } from "./retry";
import { nextTurn } from "./testing";
import { after, atMoment } from "./timer";
import { seededUlid, ulid } from "./ulid";

test("parses time strings as the SDK writes them", () => {
  expect(durationMs("1w2d3h4m5s6ms")).toBe(788_645_006);
  expect(durationMs("1.5h")).toBe(5_400_000);
  expect(durationMs("")).toBe(0);
  expect(durationMs("soon")).toBeUndefined();
  expect(momentOf("1m", 1_000)).toBe(61_000);
  expect(momentOf("2030-01-01T00:00:00.000Z")).toBe(Date.UTC(2030, 0, 1));
});

test("parses Retry-After as seconds and as either kind of date", () => {
  const now = Date.UTC(2030, 0, 1);
  expect(retryAfterMs("30", now)).toBe(30_000);
  expect(retryAfterMs("2030-01-01T00:00:10Z", now)).toBe(10_000);
  expect(retryAfterMs("Tue, 01 Jan 2030 00:00:20 GMT", now)).toBe(20_000);
  expect(retryAfterMs("Mon, 01 Jan 2029 00:00:00 GMT", now)).toBe(0);
  expect(retryAfterMs("nonsense", now)).toBeUndefined();
  expect(retryAfterMs(undefined, now)).toBeUndefined();
});

test("a timer beyond what setTimeout can hold does not fire at once", async () => {
  let fired = 0;
  const stops = [after(2 ** 33, () => fired++), atMoment(Date.now() + 2 ** 33, () => fired++)];
  await nextTurn();
  for (const stop of stops) stop();
  expect(fired).toBe(0);
});

test("ids sort by time, and a seed always gives the same id", () => {
  expect(ulid(1) < ulid(2)).toBe(true);
  expect(seededUlid("1700000000000,abc", 0)).toBe(seededUlid("1700000000000,abc", 0));
  expect(seededUlid("1700000000000,abc", 0)).not.toBe(seededUlid("1700000000000,abc", 1));
  expect(seededUlid("nonsense", 0)).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
});
