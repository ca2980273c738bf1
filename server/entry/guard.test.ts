import { readdirSync, readFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "@/cli/supervisor/spawn";
import { problemSchema } from "@/lib/schemas/job";
import { type SharedApp, sharedApp } from "@/testing/shared-app";

/** Every refused request gets a problem document, also from the code that runs before the routes. */

let testApp: SharedApp;
beforeAll(async () => {
  testApp = await sharedApp();
});
afterAll(() => testApp?.close());

async function ask(method: string, path: string, headers: Record<string, string> = {}) {
  const response = await fetch(new URL(path, testApp.api.url), { method, headers, redirect: "manual" });
  return { response, text: await response.text() };
}

describe("an unknown path, and a method that a path does not support", () => {
  test.each([
    ["GET", "/v1", 404],
    ["GET", "/v1/nothing/here", 404],
    ["PATCH", "/v1/nothing", 404],
    ["POST", "/cancel", 404],
    ["POST", "/cancel/a/b", 404],
    ["GET", "/api/nothing", 404],
    ["POST", "/api/answers/one", 404],
    ["GET", "/files", 404],
    ["GET", "/files/a/b.mp4", 404],
    ["GET", "/health/more", 404],
    ["GET", "/v1/%ff", 400],
    ["GET", "/cancel/x", 405],
    ["POST", "/health", 405],
    ["POST", "/files/x.mp4", 405],
    ["PUT", "/sign-in", 405],
    ["DELETE", "/api/sign-out", 405],
    ["DELETE", "/api/inngest", 405],
    ["PUT", "/v1/generate", 405],
  ])("%s %s", async (method, path, status) => {
    const { response, text } = await ask(method, path);
    expect([response.status, response.headers.get("content-type")]).toEqual([status, "application/problem+json"]);
    expect(problemSchema.parse(JSON.parse(text))).toMatchObject({ status, instance: path });
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    if (status === 405) expect(response.headers.get("allow")).not.toContain(method);
  });

  test("an unknown page is answered by Next: a person sees a page", async () => {
    const { response } = await ask("GET", "/nothing");
    expect([response.status, response.headers.get("content-type")]).toEqual([404, "text/html; charset=utf-8"]);
  });

  test("every route of the app is reachable with its methods", async () => {
    const known = /\b(?:as|const) (GET|HEAD|POST|PUT|PATCH|DELETE)\b/g;
    const files = readdirSync(`${root}app`, { recursive: true })
      .map(String)
      .filter((name) => /(^|\/)route\.ts$/.test(name));
    expect(files.length).toBeGreaterThan(30);
    for (const file of files) {
      const path = `/${file.replace(/\/route\.ts$/, "").replace(/\[\w+\]/g, "x")}`;
      const methods = [...readFileSync(`${root}app/${file}`, "utf8").matchAll(known)].map(([, method = ""]) => method);
      expect([file, methods.length > 0]).toEqual([file, true]);
      for (const method of methods) {
        const { response, text } = await ask(method, path);
        expect([method, path, response.status]).not.toEqual([method, path, 405]);
        expect([method, path, text.includes("No such path")]).toEqual([method, path, false]);
      }
    }
  });
});

/** Sends this text and returns the whole response. */
const say = (words: string) => {
  const { hostname, port } = new URL(testApp.api.url);
  const socket = connect(Number(port), hostname === "localhost" ? "127.0.0.1" : hostname);
  socket.write(words);
  return text(socket);
};

describe("a malformed request", () => {
  test.each([
    ["a malformed line", "NONSENSE\r\n\r\n", 400, "invalid_request"],
    ["no host", "GET /v1/jobs/x HTTP/1.1\r\nconnection: close\r\n\r\n", 400, "invalid_request"],
    [
      "two lengths",
      "POST /v1/generate HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nx",
      400,
      "invalid_request",
    ],
    [
      "headers of 40 KB",
      `GET /v1/jobs HTTP/1.1\r\nhost: x\r\ncookie: ${"x".repeat(40_960)}\r\n\r\n`,
      431,
      "headers_too_large",
    ],
  ])("%s", async (_, words, status, code) => {
    const heard = await say(words);
    const [head = "", body = ""] = heard.split("\r\n\r\n");
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head).toMatch(/^content-type: application\/problem\+json$/im);
    expect(problemSchema.parse(JSON.parse(body))).toMatchObject({ status, code });
  });
});

describe("a request that Node or Next would leave unanswered", () => {
  const host = () => new URL(testApp.api.url).host;
  test.each([
    ["OPTIONS *", () => `OPTIONS * HTTP/1.1\r\nhost: ${host()}\r\nconnection: close\r\n\r\n`, 204],
    ["another method for *", () => `GET * HTTP/1.1\r\nhost: ${host()}\r\nconnection: close\r\n\r\n`, 400],
    ["a tunnel", () => `CONNECT example.com:443 HTTP/1.1\r\nhost: example.com:443\r\n\r\n`, 405],
    ...["a b", "[", "x:99999", "x/y", "me@x", "x,y", ""].flatMap((name): [string, () => string, number][] =>
      ["/v1/jobs", "/health", "/"].map((path) => [
        `${path} of the host "${name}"`,
        () => `GET ${path} HTTP/1.1\r\nhost: ${name}\r\nconnection: close\r\n\r\n`,
        400,
      ]),
    ),
    ...["websocket", "h2c", "TLS/1.0, nonsense"].flatMap((protocol): [string, () => string, number][] =>
      [
        ["/v1/jobs", 401],
        ["/health", 200],
        ["/sign-in-needed", 200],
      ].map(([path, status]) => [
        `${path}, with an offer to speak ${protocol}`,
        () => `GET ${path} HTTP/1.1\r\nhost: ${host()}\r\nconnection: upgrade, close\r\nupgrade: ${protocol}\r\n\r\n`,
        Number(status),
      ]),
    ),
    ["the whole address", () => `GET http://x/health HTTP/1.1\r\nhost: ${host()}\r\nconnection: close\r\n\r\n`, 200],
  ])("%s", async (_, words, status) => {
    expect(await say(words())).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });
});

test("an unknown Expect header changes nothing", async () => {
  const status = await new Promise((resolve, reject) => {
    const headers = { expect: "a-miracle" };
    httpRequest(new URL("/v1/jobs", testApp.api.url), { headers }, (response) => resolve(response.resume().statusCode))
      .once("error", reject)
      .end();
  });
  expect(status).toBe(401);
});

test("a large unsigned request to the functions is refused, with and without a content-length", async () => {
  for (const headers of [{ "content-length": "300000" }, { "transfer-encoding": "chunked" }]) {
    const status = await new Promise((resolve, reject) => {
      const asking = httpRequest(new URL("/api/inngest", testApp.api.url), { method: "PUT", headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      asking.once("error", reject);
      asking.end("x".repeat(300_000));
    });
    expect([headers, status]).toEqual([headers, 401]);
  }
});
