import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { newFolder, rogueServers } from "./testing/rogue-servers";

const { serve, serveRaw, closeAll } = rogueServers();
let dir: string;
let to: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ dir, remove } = await newFolder());
  to = join(dir, "file");
});
afterEach(closeAll);
afterAll(() => remove());

it("an answer that breaks in its first packet is an error, not a crash", async () => {
  const nonsense = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzzz\r\n";
  const { sender, url } = await serveRaw((socket) => socket.once("data", () => socket.end(nonsense)));
  const error = { name: "SendError", delivered: "maybe" };
  await expect(sender.send({ url })).rejects.toMatchObject(error);
  await expect(sender.download({ url, to, maxBytes: 100 })).rejects.toMatchObject(error);
  expect(await readdir(dir)).toEqual([]);
});

describe("an answer is limited", () => {
  it.each(["with its length declared", "without a length"])("too large, %s", async (how) => {
    const { sender, url } = await serve((_, response) => {
      if (how.startsWith("with ")) response.setHeader("content-length", 2000);
      response.end(Buffer.alloc(2000));
    });
    const error = { code: "too_large", delivered: "maybe", retryable: false };
    await expect(sender.send({ url, maxBytes: 1999 })).rejects.toMatchObject(error);
    await expect(sender.download({ url, to, maxBytes: 1999 })).rejects.toMatchObject(error);
    expect((await sender.send({ url, maxBytes: 2000 })).text).toHaveLength(2000);
    expect(await readdir(dir)).toEqual([]);
  });

  it("compressed, although the request asked for plain bytes", async () => {
    const { sender, url } = await serve((request, response) => {
      expect(request.headers["accept-encoding"]).toBe("identity");
      response.setHeader("content-encoding", "gzip").end(gzipSync(Buffer.alloc(1e6)));
    });
    await expect(sender.send({ url })).rejects.toMatchObject({ code: "encoding" });
    await expect(sender.download({ url, to, maxBytes: 1e9 })).rejects.toMatchObject({ code: "encoding" });
    expect(await readdir(dir)).toEqual([]);
  });

  it("a slow body ends at the deadline, not at its last byte", async () => {
    const { sender, url } = await serve((_, response) => {
      const drip = setInterval(() => response.write("."), 5);
      response.on("close", () => clearInterval(drip));
    });
    await expect(sender.send({ url, timeoutMs: 200 })).rejects.toMatchObject({ code: "timeout", delivered: "maybe" });
    await expect(sender.download({ url, to, timeoutMs: 200, maxBytes: 1e6 })).rejects.toMatchObject({
      code: "timeout",
    });
    expect(await readdir(dir)).toEqual([]);
  });
});

describe("a malformed answer is an error at once, not a crash", () => {
  const long = "a".repeat(100_000);
  const ok = "HTTP/1.1 200 OK\r\n";
  it.each([
    ["a header of 100 KB", "protocol", `${ok}x: ${long}\r\n\r\n`],
    ["a trailer of 100 KB", "protocol", `${ok}transfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nx: ${long}\r\n\r\n`],
    ["a chunk extension of 100 KB", "protocol", `${ok}transfer-encoding: chunked\r\n\r\n2;${long}\r\nok\r\n0\r\n\r\n`],
    ["two lengths", "protocol", `${ok}content-length: 2\r\ncontent-length: 3\r\n\r\nok!`],
    ["a length and chunks", "protocol", `${ok}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n`],
    ["a negative length", "protocol", `${ok}content-length: -1\r\n\r\nok`],
    ["chunks of a compressed body", "encoding", `${ok}transfer-encoding: gzip, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`],
    ["another protocol", "reset", "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"],
  ])("%s: %s", async (_, code, answer) => {
    const { sender, url } = await serveRaw((socket) => socket.once("data", () => socket.write(answer)));
    await expect(sender.send({ url, json: {} })).rejects.toMatchObject({ code, delivered: "maybe" });
    await expect(sender.download({ url, to, maxBytes: 1e6 })).rejects.toMatchObject({ code });
    expect(await readdir(dir)).toEqual([]);
  });

  it("surplus headers are dropped", async () => {
    const headers = Array.from({ length: 5_000 }, (_, i) => `${i}:`).join("\r\n");
    const { sender, url } = await serveRaw((socket) => {
      socket.once("data", () => socket.end(`HTTP/1.1 200 OK\r\n${headers}\r\n\r\n`));
    });
    const answer = await sender.send({ url }).catch((error: unknown) => error);
    if (answer instanceof Error) expect(answer).toMatchObject({ code: "protocol" });
    else expect(Object.keys((answer as { headers: object }).headers).length).toBeLessThanOrEqual(2_000);
  });

  it("endless informational (1xx) answers stop at the deadline", async () => {
    const { sender, url } = await serveRaw((socket) => {
      const announce = setInterval(() => socket.write("HTTP/1.1 103 Early Hints\r\n\r\n"), 5);
      socket.on("close", () => clearInterval(announce)).resume();
    });
    await expect(sender.send({ url, timeoutMs: 200 })).rejects.toMatchObject({ code: "timeout", delivered: "maybe" });
  });
});
