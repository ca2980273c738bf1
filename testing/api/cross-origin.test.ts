import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startApp, type TestApp } from "../app";

/**
 * Pages of other origins may use the API with a key if the operator allows them, but never with a visitor's session.
 */

const app = "https://app.example.com";
let testApp: TestApp;
beforeAll(async () => {
  testApp = await startApp({ SANDBOX_INSTANT: "1", ALLOW_ORIGINS: `https://other.example.com, ${app}/` });
});
afterAll(() => testApp?.close());

const ask = (path: string, headers: Record<string, string>, method = "GET") =>
  fetch(new URL(path, testApp.api.url), { method, headers });
const granted = ({ headers }: Response) =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith("access-control-")));

describe("an allowed page", () => {
  test.each([
    ["/v1/generate", "POST"],
    ["/v1/jobs", "GET"],
    ["/v1/uploads", "POST"],
    ["/v1/jobs/x", "DELETE"],
    ["/cancel/x", "POST"],
    ["/files/x.mp4", "GET"],
  ])("may send a preflight request: %s", async (path, method) => {
    const wanted = { "access-control-request-method": method, "access-control-request-headers": "x-api-key" };
    const answer = await ask(path, { origin: app, ...wanted }, "OPTIONS");
    expect(answer.ok).toBe(true);
    expect(granted(answer)).toEqual({
      "access-control-allow-origin": app,
      "access-control-allow-methods": expect.stringContaining(method),
      "access-control-allow-headers": expect.stringContaining("x-api-key"),
      "access-control-expose-headers": expect.any(String),
      "access-control-max-age": "7200",
    });
  });

  test.each([
    ["an answer", "/v1/jobs", 200],
    ["a refusal of a route", "/v1/jobs/x", 404],
    ["a refusal before any route", "/v1/nothing", 404],
    ["an answer of Next", "/v1/models", 200],
  ])("reads %s, and the API's own headers", async (_, path, status) => {
    const answer = await ask(path, { origin: app, "x-api-key": testApp.api.key });
    expect(answer.status).toBe(status);
    expect(granted(answer)).toEqual({
      "access-control-allow-origin": app,
      "access-control-expose-headers": expect.stringMatching(/location.*ratelimit.*x-request-id/),
    });
    expect(answer.headers.get("vary")).toMatch(/origin/i);
  });
});

test.each(["https://app.example.com.evil.example", "http://app.example.com", "null", "https://evil.example"])(
  "another page cannot read anything: %s",
  async (origin) => {
    const wanted = { origin, "access-control-request-method": "GET" };
    expect(granted(await ask("/v1/jobs", wanted, "OPTIONS"))).toEqual({});
    expect(granted(await ask("/v1/jobs", { origin, "x-api-key": testApp.api.key }))).toEqual({});
  },
);

test("the studio's pages and the sign-in are closed to all other origins", async () => {
  for (const path of ["/", "/sign-in", "/api/sign-out"]) expect(granted(await ask(path, { origin: app }))).toEqual({});
});
