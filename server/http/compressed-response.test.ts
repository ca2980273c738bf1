import { once } from "node:events";
import { createServer, request, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import { CompressedResponse } from "./compressed-response";
import { exactLength } from "./exact-length-response";

const open = new Set<() => void>();
afterEach(() => {
  for (const close of open) close();
  open.clear();
});

type Answer = { headers: NodeJS.Dict<string | string[]>; body: Buffer };

/** Starts a server with one answer and asks it once. */
async function ask(answer: (to: ServerResponse) => void, accepts?: string, method = "GET"): Promise<Answer> {
  const server = createServer({ ServerResponse: CompressedResponse }, (_, to) => answer(to));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  open.add(() => server.close());
  const { port } = server.address() as AddressInfo;
  const headers = accepts === undefined ? {} : { "accept-encoding": accepts };
  return new Promise((resolve, reject) => {
    request({ host: "127.0.0.1", port, method, headers, agent: false }, (from) => {
      const chunks: Buffer[] = [];
      from.on("data", (chunk) => chunks.push(chunk));
      from.once("end", () => resolve({ headers: from.headers, body: Buffer.concat(chunks) }));
      from.once("error", reject);
    })
      .once("error", reject)
      .end();
  });
}

const long = JSON.stringify({ data: Array.from({ length: 400 }, (_, n) => ({ n, name: "a film" })) });
const json = { "content-type": "application/json" };
const whole = (to: ServerResponse) => {
  to.writeHead(200, { ...json, "content-length": Buffer.byteLength(long) });
  to.end(long);
};

test("a client gets the encoding that it accepts, and the same text", async () => {
  const brotli = await ask(whole, "gzip, deflate, br");
  expect(brotli.headers).toMatchObject({ "content-encoding": "br", vary: "Accept-Encoding" });
  expect(brotliDecompressSync(brotli.body).toString()).toBe(long);
  expect(brotli.body.length).toBeLessThan(long.length / 4);
  const gzip = await ask(whole, "gzip, br;q=0");
  expect(gzip.headers["content-encoding"]).toBe("gzip");
  expect(gunzipSync(gzip.body).toString()).toBe(long);
  for (const accepts of [undefined, "identity", "gzip;q=0"]) {
    const plain = await ask(whole, accepts);
    expect(plain.headers["content-encoding"]).toBeUndefined();
    expect(plain.headers["content-length"]).toBe(String(Buffer.byteLength(long)));
    expect(plain.body.toString()).toBe(long);
  }
});

test("a body that is given at once leaves with its head and its end, so that a crash leaves no half of an answer", async () => {
  const server = createServer({ ServerResponse: CompressedResponse }, (_, to) => whole(to));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  open.add(() => server.close());
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.write("GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n");
  const [first] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  expect(first.toString("latin1")).toMatch(/^HTTP\/1\.1 200 .*\r\n0\r\n\r\n$/s);
});

test("an answer in parts, or without a head, arrives whole", async () => {
  const parts = await ask((to) => {
    to.setHeader("content-type", "text/html");
    for (let at = 0; at < long.length; at += 1000) to.write(long.slice(at, at + 1000));
    to.end();
  }, "br");
  expect(brotliDecompressSync(parts.body).toString()).toBe(long);
  const headless = await ask((to) => void to.setHeader("content-type", "text/plain").end(long), "gzip");
  expect(gunzipSync(headless.body).toString()).toBe(long);
});

test.each([
  ["a short answer", (to: ServerResponse) => void to.setHeader("content-type", "application/json").end("{}"), "{}"],
  ["a film", (to: ServerResponse) => void to.writeHead(200, { "content-type": "video/mp4" }).end(long), long],
  ["a part of a file", (to: ServerResponse) => void to.writeHead(206, json).end(long), long],
  [
    "a file of exact length",
    (to: ServerResponse) => void to.setHeader(exactLength, long.length).writeHead(200, json).end(long),
    long,
  ],
])("%s is sent as it is", async (_, answer, text) => {
  const { headers, body } = await ask(answer, "br, gzip");
  expect(headers["content-encoding"]).toBeUndefined();
  expect(body.toString()).toBe(text);
});

test("an event arrives while its stream is open", async () => {
  let stream: ServerResponse | undefined;
  const server = createServer({ ServerResponse: CompressedResponse }, (_, to) => {
    stream = to;
    to.writeHead(200, { "content-type": "text/event-stream" });
    to.write("data: 1\n\n");
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  open.add(() => server.close());
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}`, { headers: { "accept-encoding": "br, gzip" } });
  expect(answer.headers.get("content-encoding")).toBeNull();
  const first = await answer.body?.getReader().read();
  expect(new TextDecoder().decode(first?.value)).toBe("data: 1\n\n");
  stream?.end();
});

test("a HEAD request gets the head of the compressed answer and no body", async () => {
  const { headers, body } = await ask(whole, "br", "HEAD");
  expect(headers["content-encoding"]).toBe("br");
  expect(body.length).toBe(0);
});
