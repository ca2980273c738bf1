import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createSender, type Sender } from "./send";

let dir: string;
let to: string;
const running: { server: Server; sockets: Set<Socket> }[] = [];
const senders: Sender[] = [];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "send-"));
  to = join(dir, "file");
});
afterEach(async () => {
  for (const { server, sockets } of running.splice(0)) {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
  await Promise.all(senders.splice(0).map((sender) => sender.close()));
});
afterAll(() => rm(dir, { recursive: true }));

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  running.push({ server, sockets });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

/** A server of its own on loopback, and a sender that may reach that one port and nothing else. */
async function meet(answer: RequestListener): Promise<{ url: string; sender: Sender }> {
  return reach(await listen(createHttpServer(answer)));
}
async function meetRaw(answer: (socket: Socket) => void): Promise<{ url: string; sender: Sender }> {
  return reach(await listen(createServer(answer)));
}
function reach(port: number): { url: string; sender: Sender } {
  const sender = createSender({ allowNetworks: [`127.0.0.1/32:${port}`] });
  senders.push(sender);
  return { url: `http://127.0.0.1:${port}`, sender };
}

describe("an exchange", () => {
  it("sends JSON and reads JSON", async () => {
    const { url, sender } = await meet((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk) => chunks.push(chunk));
      request.on("end", () => {
        const { method, headers } = request;
        const type = headers["content-type"];
        response.setHeader("set-cookie", ["a=1", "b=2"]);
        response.end(
          JSON.stringify({ method, type, key: headers["x-api-key"], body: Buffer.concat(chunks).toString() }),
        );
      });
    });
    const answer = await sender.send({ url, json: { prompt: "雪" }, headers: { "X-API-Key": "k" } });
    expect(answer.json).toEqual({ method: "POST", type: "application/json", key: "k", body: '{"prompt":"雪"}' });
    expect(answer.status).toBe(200);
    expect(answer.headers["set-cookie"]).toBe("a=1, b=2");
  });

  it("reads a long answer as far as wanted when it may be cut, and refuses it otherwise", async () => {
    const { url, sender } = await meet((request, response) => {
      if (request.url === "/declared") response.setHeader("content-length", 100_000);
      response.end("x".repeat(100_000));
    });
    for (const path of ["/declared", "/chunked"]) {
      const request = { url: `${url}${path}`, maxBytes: 1000 };
      expect(await sender.send({ ...request, cut: true })).toMatchObject({ status: 200, text: "x".repeat(1000) });
      await expect(sender.send(request)).rejects.toMatchObject({ code: "too_large", status: 200 });
    }
  });

  it("hands back an error, HTML and a redirect as they are", async () => {
    const { url, sender } = await meet((request, response) => {
      if (request.url === "/moved") response.writeHead(302, { location: "/elsewhere" }).end();
      else response.writeHead(503, { "retry-after": "7" }).end("<html>busy</html>");
    });
    expect(await sender.send({ url })).toMatchObject({
      ...{ status: 503, text: "<html>busy</html>", json: undefined },
      headers: { "retry-after": "7" },
    });
    expect(await sender.send({ url: `${url}/moved` })).toMatchObject({ status: 302, text: "" });
  });

  it("reaches a name that resolves to an admitted address, and no other", async () => {
    const { url } = await meet((_, response) => response.end("here"));
    const { port } = new URL(url);
    const allowNetworks = [`127.0.0.1/32:${port}`];
    const addresses: Record<string, string> = { "good.test": "127.0.0.1", "bad.test": "127.0.0.2" };
    const sender = createSender({
      allowNetworks,
      resolve: async (name) => [{ address: addresses[name] ?? "", family: 4 }],
    });
    senders.push(sender);
    expect((await sender.send({ url: `http://good.test:${port}/` })).text).toBe("here");
    await expect(sender.send({ url: `http://bad.test:${port}/` })).rejects.toMatchObject({
      ...{ code: "refused_address", delivered: "no", retryable: false },
    });
  });

  it("asks for the address again with every request, so a name that turns private is noticed", async () => {
    let asked = 0;
    const { url } = await meet((_, response) => response.end("here"));
    const { port } = new URL(url);
    const sender = createSender({
      allowNetworks: [`127.0.0.1/32:${port}`],
      resolve: async () => [{ address: asked++ === 0 ? "127.0.0.1" : "127.0.0.3", family: 4 }],
    });
    senders.push(sender);
    await sender.send({ url: `http://turning.test:${port}/` });
    await expect(sender.send({ url: `http://turning.test:${port}/` })).rejects.toMatchObject({
      code: "refused_address",
    });
  });
});

describe("what was not delivered is known", () => {
  it("nobody listens: not delivered", async () => {
    const port = await listen(createHttpServer());
    const { server } = running.pop() ?? {};
    await new Promise((resolve) => server?.close(resolve));
    const { sender, url } = reach(port);
    await expect(sender.send({ url, json: {} })).rejects.toMatchObject({
      ...{ code: "unreachable", delivered: "no", retryable: true },
    });
  });

  it("no such name: not delivered", async () => {
    const sender = createSender({
      allowNetworks: [],
      resolve: async () => {
        throw Object.assign(new Error("no such name"), { code: "ENOTFOUND" });
      },
    });
    senders.push(sender);
    await expect(sender.send({ url: "http://missing.test/", json: {} })).rejects.toMatchObject({
      ...{ code: "unreachable", delivered: "no" },
    });
  });

  it("TLS not agreed: not delivered", async () => {
    const { sender, url } = await meetRaw((socket) => socket.end("this is not TLS"));
    await expect(sender.send({ url: url.replace("http:", "https:"), json: {} })).rejects.toMatchObject({
      ...{ code: "unreachable", delivered: "no" },
    });
  });

  it("a header that is none: not delivered", async () => {
    const { sender, url } = await meet((_, response) => response.end());
    await expect(sender.send({ url, headers: { "x-a": "b\r\nx-c: d" } })).rejects.toMatchObject({
      ...{ code: "protocol", delivered: "no", retryable: false },
    });
  });

  it("a sender that was closed: not delivered, after what was under way has ended", async () => {
    let release = () => {};
    let arrived = () => {};
    const { sender, url } = await meet((_, response) => {
      release = () => response.end("done");
      arrived();
    });
    const arrival = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const answer = sender.send({ url });
    await arrival;
    const closing = sender.close();
    await expect(sender.send({ url })).rejects.toMatchObject({ code: "unreachable", delivered: "no" });
    release();
    await closing;
    expect((await answer).text).toBe("done");
  });

  it("time is up before the connection: not delivered", async () => {
    const sender = createSender({ allowNetworks: [], resolve: () => new Promise(() => {}) });
    await expect(sender.send({ url: "http://silent.test/", json: {}, timeoutMs: 20 })).rejects.toMatchObject({
      ...{ code: "timeout", delivered: "no", retryable: true },
    });
  });

  it("reset after the request: may be delivered", async () => {
    const { sender, url } = await meetRaw((socket) => socket.once("data", () => socket.resetAndDestroy()));
    await expect(sender.send({ url, json: {} })).rejects.toMatchObject({ code: "reset", delivered: "maybe" });
  });

  it("closed without an answer: may be delivered", async () => {
    const { sender, url } = await meetRaw((socket) => socket.once("data", () => socket.end()));
    await expect(sender.send({ url, json: {} })).rejects.toMatchObject({ code: "reset", delivered: "maybe" });
  });

  it("silence after the request: may be delivered", async () => {
    const { sender, url } = await meetRaw((socket) => socket.resume());
    await expect(sender.send({ url, json: {}, timeoutMs: 100 })).rejects.toMatchObject({
      ...{ code: "timeout", delivered: "maybe" },
    });
  });

  it("something other than HTTP: may be delivered", async () => {
    const { sender, url } = await meetRaw((socket) => socket.once("data", () => socket.end("SSH-2.0-OpenSSH\r\n")));
    await expect(sender.send({ url, json: {} })).rejects.toMatchObject({ code: "protocol", delivered: "maybe" });
  });
});

it("an answer that turns to nonsense in its first packet is an error and no crash", async () => {
  const nonsense = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzzz\r\n";
  const { sender, url } = await meetRaw((socket) => socket.once("data", () => socket.end(nonsense)));
  const error = { name: "SendError", delivered: "maybe" };
  await expect(sender.send({ url })).rejects.toMatchObject(error);
  await expect(sender.download({ url, to, maxBytes: 100 })).rejects.toMatchObject(error);
  expect(await readdir(dir)).toEqual([]);
});

describe("an answer is bounded", () => {
  it.each(["with its length declared", "without a length"])("too large, %s", async (how) => {
    const { sender, url } = await meet((_, response) => {
      if (how.startsWith("with ")) response.setHeader("content-length", 2000);
      response.end(Buffer.alloc(2000));
    });
    const error = { code: "too_large", delivered: "maybe", retryable: false };
    await expect(sender.send({ url, maxBytes: 1999 })).rejects.toMatchObject(error);
    await expect(sender.download({ url, to, maxBytes: 1999 })).rejects.toMatchObject(error);
    expect((await sender.send({ url, maxBytes: 2000 })).text).toHaveLength(2000);
    expect(await readdir(dir)).toEqual([]);
  });

  it("compressed, whatever was asked for", async () => {
    const { sender, url } = await meet((request, response) => {
      expect(request.headers["accept-encoding"]).toBe("identity");
      response.setHeader("content-encoding", "gzip").end(gzipSync(Buffer.alloc(1e6)));
    });
    await expect(sender.send({ url })).rejects.toMatchObject({ code: "encoding" });
    await expect(sender.download({ url, to, maxBytes: 1e9 })).rejects.toMatchObject({ code: "encoding" });
    expect(await readdir(dir)).toEqual([]);
  });

  it("a slow drip ends at the deadline, not at the last byte", async () => {
    const { sender, url } = await meet((_, response) => {
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

describe("a download", () => {
  it("is kept whole, with its hash and size", async () => {
    const bytes = Buffer.alloc(3_000_000, "nextscene ");
    const { sender, url } = await meet((_, response) => response.setHeader("content-type", "video/mp4").end(bytes));
    expect(await sender.download({ url, to, maxBytes: 3_000_000 })).toEqual({
      bytes: 3_000_000,
      sha256: createHash("sha256").update(bytes).digest("hex"),
      contentType: "video/mp4",
    });
    expect((await readFile(to)).equals(bytes)).toBe(true);
    expect(await readdir(dir)).toEqual(["file"]);
    await rm(to);
  });

  it("follows three redirects and not a fourth, and keeps the headers to the first origin", async () => {
    const seen: unknown[] = [];
    const other = await meet((request, response) => {
      seen.push(request.headers["x-api-key"]);
      response.end("far");
    });
    const { url } = await meet((request, response) => {
      const left = Number(request.url?.slice(1));
      seen.push(request.headers["x-api-key"]);
      if (left > 0) response.writeHead(307, { location: `/${left - 1}` }).end("moved");
      else if (request.url === "/away") response.writeHead(302, { location: other.url }).end();
      else response.end("near");
    });
    const sender = createSender({
      allowNetworks: [`127.0.0.1/32:${new URL(url).port}`, `127.0.0.1/32:${new URL(other.url).port}`],
    });
    senders.push(sender);
    expect((await sender.download({ url: `${url}/3`, to, maxBytes: 100 })).bytes).toBe(4);
    await expect(sender.download({ url: `${url}/4`, to, maxBytes: 100 })).rejects.toMatchObject({ code: "redirect" });
    seen.length = 0;
    await sender.download({ url: `${url}/away`, to, maxBytes: 100, headers: { "x-api-key": "k" } });
    expect(seen).toEqual(["k", undefined]);
    await rm(to);
  });

  it.each(["http://169.254.169.254/latest/meta-data/", "http://127.0.0.1:1/", "file:///etc/passwd", "http://[::1]/"])(
    "refuses a redirect to %s",
    async (location) => {
      const { sender, url } = await meet((_, response) => response.writeHead(302, { location }).end());
      await expect(sender.download({ url, to, maxBytes: 100 })).rejects.toMatchObject({ code: "refused_address" });
      expect(await readdir(dir)).toEqual([]);
    },
  );

  it.each([
    [404, false],
    [410, false],
    [206, false],
    [429, true],
    [503, true],
  ])("answered %d is no file; worth another try: %s", async (status, retryable) => {
    const { sender, url } = await meet((_, response) => response.writeHead(status).end("no"));
    await expect(sender.download({ url, to, maxBytes: 100 })).rejects.toMatchObject({
      ...{ code: "protocol", status, retryable },
    });
    expect(await readdir(dir)).toEqual([]);
  });

  it("that breaks off leaves nothing behind", async () => {
    const { sender, url } = await meet((_, response) => {
      response.setHeader("content-length", 1000);
      response.write("half", () => response.destroy());
    });
    await expect(sender.download({ url, to, maxBytes: 1e6 })).rejects.toMatchObject({ code: "reset", retryable: true });
    expect(await readdir(dir)).toEqual([]);
  });
});

describe("an upload", () => {
  it("puts the file with its length", async () => {
    const file = join(dir, "film.mp4");
    await writeFile(file, Buffer.alloc(200_000, 7));
    let bytes = 0;
    const { sender, url } = await meet((request, response) => {
      request.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
      });
      request.on("end", () => response.end(`${request.method} ${request.headers["content-length"]} ${bytes}`));
    });
    expect((await sender.upload({ url, file })).text).toBe("PUT 200000 200000");
    await rm(file);
  });

  it("that is answered early and cut off is an error and not a hang", async () => {
    const file = join(dir, "film.mp4");
    await writeFile(file, Buffer.alloc(5_000_000, 7));
    const { sender, url } = await meetRaw((socket) => socket.once("data", () => socket.resetAndDestroy()));
    await expect(sender.upload({ url, file })).rejects.toMatchObject({ code: "reset", delivered: "maybe" });
    await rm(file);
  });
});
