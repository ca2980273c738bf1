import { mkdtempSync, rmSync } from "node:fs";
import { Agent, createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeDatabase } from "@/db/core/client";

const folder = mkdtempSync(join(tmpdir(), "nextscene-straight-"));
const server = createServer();
let port = 0;

beforeAll(async () => {
  Object.assign(process.env, { DATA_DIR: folder, INNGEST_SIGNING_KEY: `signkey-prod-${"ab".repeat(32)}` });
  const { migrateDatabase } = await import("@/db/core/migrate");
  await migrateDatabase();
  const { fastAnswer } = await import("@/server/entry/fast-path");
  const { fastRoutes } = await import("./fast-routes");
  server.on("request", (from, to) => fastAnswer(fastRoutes, from, to) || to.end("Next"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  server.close();
  await closeDatabase();
  rmSync(folder, { recursive: true, force: true });
});

async function ask(
  method: string,
  path: string,
  body = "",
  headers: Record<string, string> = {},
  agent: Agent | false = false,
) {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const asking = request({ host: "127.0.0.1", port, method, path, headers, agent }, resolve);
    asking.once("error", reject);
    if (headers["transfer-encoding"]) for (const piece of body.match(/.{1,60000}/gs) ?? []) asking.write(piece);
    asking.end(headers["transfer-encoding"] ? undefined : body);
  });
  let text = "";
  for await (const chunk of answer.setEncoding("utf8")) text += chunk;
  return { status: answer.statusCode, headers: answer.headers, text };
}

const answerTo = "/api/answers/01a20df1-0c96-74c8-8765-6f434b670f45/token";

test("a webhook of an unknown call gets the route's own answer", async () => {
  const { status, headers, text } = await ask("POST", answerTo, "{}", { "content-type": "application/json" });
  expect([status, headers["content-type"], headers["x-content-type-options"]]).toEqual([
    404,
    "application/problem+json",
    "nosniff",
  ]);
  expect(JSON.parse(text)).toMatchObject({ code: "not_found", instance: answerTo });
});

test.each([
  ["a length", {}],
  ["no length", { "transfer-encoding": "chunked" }],
])("a large webhook of an unknown call gets the same 404, with %s", async (_, headers) => {
  const body = JSON.stringify({ text: "x".repeat(3 * 1024 * 1024) });
  expect((await ask("POST", answerTo, body, headers as Record<string, string>)).status).toBe(404);
});

test("a call to the functions without the engine's signature is refused", async () => {
  const path = "/api/inngest?fnId=nextscene-next-scene&stepId=step";
  const { status, headers } = await ask("POST", path, JSON.stringify({ ctx: {}, event: {}, steps: {} }));
  expect([status, headers["content-type"]]).toEqual([401, "application/json"]);
});

test.each([
  ["GET", answerTo],
  ["POST", "/api/answers/one"],
  ["POST", `${answerTo}/more`],
  ["POST", "/api/inngestion"],
  ["POST", "//api/inngest"],
  ["GET", "/v1/generate"],
  ["POST", "/v1/jobs"],
  ["GET", "/v1/jobs/a%2Fb"],
  ["PATCH", "/v1/keys/self"],
  ["GET", "/v1/jobs/"],
  ["GET", "/jobs"],
])("%s %s goes to Next", async (method, path) => {
  expect((await ask(method, path)).text).toBe("Next");
});

test.each([
  ["POST", "/v1/generate"],
  ["GET", "/v1/jobs?limit=2"],
  ["GET", "/v1/jobs/01a20df1-0c96-74c8-8765-6f434b670f45"],
  ["DELETE", "/v1/jobs/01a20df1-0c96-74c8-8765-6f434b670f45"],
  ["GET", "/v1/jobs/01a20df1-0c96-74c8-8765-6f434b670f45/events"],
  ["POST", "/v1/jobs/01a20df1-0c96-74c8-8765-6f434b670f45/steps/clip%202/retake"],
  ["POST", "/v1/uploads"],
])("%s %s goes to its route, with the headers of every answer", async (method, path) => {
  const { status, headers, text } = await ask(method, path);
  expect([status, JSON.parse(text).code]).toEqual([401, "unauthorized"]);
  expect(headers["content-security-policy"]).toBe("default-src 'none'; frame-ancestors 'none'; sandbox");
  expect(headers).toMatchObject({
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
  });
});

test.each([300_000, 3_000_000])("an unread body of %i bytes does not block its connection", async (bytes) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let round = 0; round < 3; round++) {
    const headers = { "content-length": String(bytes) };
    expect((await ask("POST", "/v1/generate", "x".repeat(bytes), headers, agent)).status).toBe(401);
  }
  agent.destroy();
});

test.each([
  ["/v1/generate", {}],
  ["/api/inngest", {}],
  ["/api/inngest", { "x-inngest-signature": "none" }],
])("POST %s answers a request without credentials before it reads the body", async (path, credentials) => {
  const { status, socket } = await new Promise<{ status?: number; socket: Socket }>((resolve, reject) => {
    const headers = { "content-type": "application/json", "content-length": 30_000_000, ...credentials };
    const asking = request({ host: "127.0.0.1", port, method: "POST", path, headers }, ({ statusCode }) =>
      resolve({ status: statusCode, socket: asking.socket as Socket }),
    );
    asking.once("error", reject);
    asking.flushHeaders();
  });
  expect(status).toBe(401);
  socket.destroy();
});

test("a caller that hangs up during its body affects only its own connection", async () => {
  await new Promise<void>((resolve) => {
    const asking = request({
      host: "127.0.0.1",
      port,
      method: "POST",
      path: answerTo,
      headers: { "content-length": 99 },
    });
    asking.once("error", () => {});
    asking.once("close", resolve);
    asking.write("{", () => asking.destroy());
  });
  expect((await ask("POST", answerTo, "{}")).status).toBe(404);
});
