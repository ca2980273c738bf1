import { expect, test } from "vitest";
import { mostAttempts } from "../define-service";
import { backoffSeconds, retryAfterSeconds } from "./backoff";

test("the delay doubles from one second to a minute, spread by a quarter", () => {
  expect([1, 2, 3, 7, 20].map((attempt) => backoffSeconds(attempt, null, 0.5))).toEqual([1, 2, 4, 60, 60]);
  expect(backoffSeconds(3, null, 0)).toBe(3);
  expect(backoffSeconds(3, null, 1)).toBe(5);
});

test("the attempts at a service span more than ten minutes of refusals at any jitter", () => {
  const waits = Array.from({ length: mostAttempts({}) - 1 }, (_, i) => backoffSeconds(i + 1, null, 0));
  expect(waits.reduce((sum, seconds) => sum + seconds, 0)).toBeGreaterThan(600);
});

test("no attempt comes before Retry-After", () => {
  expect(backoffSeconds(1, 30, 0)).toBe(30);
});

test("Retry-After is seconds or a date, at most an hour by default; anything else is ignored", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  expect(retryAfterSeconds("120", now)).toBe(120);
  expect(retryAfterSeconds("Thu, 01 Jan 2026 00:00:30 GMT", now)).toBe(30);
  expect(retryAfterSeconds("Wed, 31 Dec 2025 00:00:00 GMT", now)).toBe(0);
  expect(retryAfterSeconds("999999", now)).toBe(3600);
  expect(retryAfterSeconds("7200", now, 86_400)).toBe(7200);
  expect([undefined, "", "soon", "-5"].map((value) => retryAfterSeconds(value, now))).toEqual([null, null, null, null]);
});
