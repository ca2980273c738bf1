import { afterEach, describe, expect, it } from "vitest";
import { rogueServers } from "./testing/rogue-servers";

const { serve, serveRaw, refuse, clientWith, closeAll } = rogueServers();
afterEach(closeAll);

describe("an exchange", () => {
  it("sends JSON and reads JSON", async () => {
    const { url, sender } = await serve((request, response) => {
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

  it("truncates a long answer with `cut`, and refuses it without", async () => {
    const { url, sender } = await serve((request, response) => {
      if (request.url === "/declared") response.setHeader("content-length", 100_000);
      response.end("x".repeat(100_000));
    });
    for (const path of ["/declared", "/chunked"]) {
      const request = { url: `${url}${path}`, maxBytes: 1000 };
      expect(await sender.send({ ...request, cut: true })).toMatchObject({ status: 200, text: "x".repeat(1000) });
      await expect(sender.send(request)).rejects.toMatchObject({ code: "too_large", status: 200 });
    }
  });

  it("returns an error, HTML and a redirect as they are", async () => {
    const { url, sender } = await serve((request, response) => {
      if (request.url === "/moved") response.writeHead(302, { location: "/elsewhere" }).end();
      else response.writeHead(503, { "retry-after": "7" }).end("<html>busy</html>");
    });
    expect(await sender.send({ url })).toMatchObject({
      ...{ status: 503, text: "<html>busy</html>", json: undefined },
      headers: { "retry-after": "7" },
    });
    expect(await sender.send({ url: `${url}/moved` })).toMatchObject({ status: 302, text: "" });
  });

  it("reaches a name only if it resolves to an allowed address", async () => {
    const { url } = await serve((_, response) => response.end("here"));
    const { port } = new URL(url);
    const allowNetworks = [`127.0.0.1/32:${port}`];
    const addresses: Record<string, string> = { "good.test": "127.0.0.1", "bad.test": "127.0.0.2" };
    const sender = clientWith({
      allowNetworks,
      resolve: async (name) => [{ address: addresses[name] ?? "", family: 4 }],
    });
    expect((await sender.send({ url: `http://good.test:${port}/` })).text).toBe("here");
    await expect(sender.send({ url: `http://bad.test:${port}/` })).rejects.toMatchObject({
      ...{ code: "refused_address", delivered: "no", retryable: false },
    });
  });

  it("reaches a configured origin at any address, and nothing else there", async () => {
    const { url } = await serve((_, response) => response.end("here"));
    const other = await serve((_, response) => response.end("there"));
    const sender = clientWith({ allowNetworks: [], origins: [url] });
    expect((await sender.send({ url: `${url}/path` })).text).toBe("here");
    for (const elsewhere of [other.url, url.replace("127.0.0.1", "127.0.0.2"), url.replace("http:", "https:")]) {
      await expect(sender.send({ url: elsewhere })).rejects.toMatchObject({ code: "refused_address", delivered: "no" });
    }
  });

  it("resolves the name for every request, so that a name that turns private is refused", async () => {
    let asked = 0;
    const { url } = await serve((_, response) => response.end("here"));
    const { port } = new URL(url);
    const sender = clientWith({
      allowNetworks: [`127.0.0.1/32:${port}`],
      resolve: async () => [{ address: asked++ === 0 ? "127.0.0.1" : "127.0.0.3", family: 4 }],
    });
    await sender.send({ url: `http://turning.test:${port}/` });
    await expect(sender.send({ url: `http://turning.test:${port}/` })).rejects.toMatchObject({
      code: "refused_address",
    });
  });
});

describe("an error says whether the request may have been delivered", () => {
  it("connection refused: not delivered", async () => {
    const { sender, url } = await refuse();
    await expect(sender.send({ url, json: {} })).rejects.toMatchObject({
      ...{ code: "unreachable", delivered: "no", retryable: true },
    });
  });

  it("no such name: not delivered", async () => {
    const sender = clientWith({
      allowNetworks: [],
      resolve: async () => {
        throw Object.assign(new Error("no such name"), { code: "ENOTFOUND" });
      },
    });
    await expect(sender.send({ url: "http://missing.test/", json: {} })).rejects.toMatchObject({
      ...{ code: "unreachable", delivered: "no" },
    });
  });

  it("TLS not agreed: not delivered", async () => {
    const { sender, url } = await serveRaw((socket) => socket.end("this is not TLS"));
    await expect(sender.send({ url: url.replace("http:", "https:"), json: {} })).rejects.toMatchObject({
      ...{ code: "unreachable", delivered: "no" },
    });
  });

  it("an invalid header: not delivered", async () => {
    const { sender, url } = await serve((_, response) => response.end());
    await expect(sender.send({ url, headers: { "x-a": "b\r\nx-c: d" } })).rejects.toMatchObject({
      ...{ code: "protocol", delivered: "no", retryable: false },
    });
  });

  it("a closed client: not delivered, and running requests finish first", async () => {
    let release = () => {};
    let arrived = () => {};
    const { sender, url } = await serve((_, response) => {
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

  it("time-out before the connection: not delivered", async () => {
    const sender = clientWith({ allowNetworks: [], resolve: () => new Promise(() => {}) });
    await expect(sender.send({ url: "http://silent.test/", json: {}, timeoutMs: 20 })).rejects.toMatchObject({
      ...{ code: "timeout", delivered: "no", retryable: true },
    });
  });

  it("reset after the request: maybe delivered", async () => {
    const { sender, url } = await serveRaw((socket) => socket.once("data", () => socket.resetAndDestroy()));
    await expect(sender.send({ url, json: {} })).rejects.toMatchObject({ code: "reset", delivered: "maybe" });
  });

  it("closed without an answer: maybe delivered", async () => {
    const { sender, url } = await serveRaw((socket) => socket.once("data", () => socket.end()));
    await expect(sender.send({ url, json: {} })).rejects.toMatchObject({ code: "reset", delivered: "maybe" });
  });

  it("silence after the request: maybe delivered", async () => {
    const { sender, url } = await serveRaw((socket) => socket.resume());
    await expect(sender.send({ url, json: {}, timeoutMs: 100 })).rejects.toMatchObject({
      ...{ code: "timeout", delivered: "maybe" },
    });
  });

  it("something other than HTTP: maybe delivered", async () => {
    const { sender, url } = await serveRaw((socket) => socket.once("data", () => socket.end("SSH-2.0-OpenSSH\r\n")));
    await expect(sender.send({ url, json: {} })).rejects.toMatchObject({ code: "protocol", delivered: "maybe" });
  });
});
