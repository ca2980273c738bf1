import { createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { limitBody } from "./request-timeouts";

/** Reads the body before it answers, except for a refused request. */
const server = createServer(async (from, response) => {
  limitBody(from, response, { isLong: from.url?.startsWith("/v1/uploads") ?? false, bodyMs: 100 });
  if (from.url?.includes("refused")) return void response.writeHead(400).end();
  try {
    for await (const _ of from);
    response.end();
  } catch {}
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => void server.close());

/** Sends the first of two bytes. */
function begin(path: string) {
  const { port } = server.address() as AddressInfo;
  const asking = request({ host: "127.0.0.1", port, method: "POST", path, headers: { "content-length": 2 } });
  asking.on("error", () => {});
  const closed = new Promise<void>((resolve) => asking.once("close", resolve));
  const answer = new Promise<IncomingMessage>((resolve) => asking.once("response", resolve));
  asking.write("1");
  return { asking, answer, closed };
}
const textOf = async (answer: IncomingMessage) => {
  let text = "";
  for await (const chunk of answer) text += chunk;
  return text;
};

test("only an upload's body may take its time", async () => {
  const upload = begin("/v1/uploads");
  const slow = await begin("/v1/keys?limit=1").answer;
  expect([slow.statusCode, slow.headers["content-type"], slow.headers.connection]).toEqual([
    408,
    "application/problem+json",
    "close",
  ]);
  expect(JSON.parse(await textOf(slow))).toMatchObject({ code: "request_timeout", instance: "/v1/keys" });
  upload.asking.end("2");
  expect((await upload.answer).statusCode).toBe(200);
});

test.each(["/v1/uploads?refused", "/v1/keys?refused"])(
  "a client that keeps sending slowly after its response loses the connection: %s",
  async (path) => {
    const { answer, closed } = begin(path);
    expect((await answer).statusCode).toBe(400);
    (await answer).resume();
    await closed;
  },
);
