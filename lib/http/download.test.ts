import { createHash } from "node:crypto";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { newFolder, rogueServers } from "./testing/rogue-servers";

const { serve, serveRaw, clientWith, closeAll } = rogueServers();
let dir: string;
let to: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ dir, remove } = await newFolder());
  to = join(dir, "file");
});
afterEach(closeAll);
afterAll(() => remove());

describe("a download", () => {
  it("stores the whole file with its hash and size", async () => {
    const bytes = Buffer.alloc(3_000_000, "nextscene ");
    const { sender, url } = await serve((_, response) => response.setHeader("content-type", "video/mp4").end(bytes));
    expect(await sender.download({ url, to, maxBytes: 3_000_000 })).toEqual({
      bytes: 3_000_000,
      sha256: createHash("sha256").update(bytes).digest("hex"),
      contentType: "video/mp4",
    });
    expect((await readFile(to)).equals(bytes)).toBe(true);
    expect(await readdir(dir)).toEqual(["file"]);
    await rm(to);
  });

  it("follows three redirects and not a fourth, and sends the headers to the first origin only", async () => {
    const seen: unknown[] = [];
    const other = await serve((request, response) => {
      seen.push(request.headers["x-api-key"]);
      response.end("far");
    });
    const { url } = await serve((request, response) => {
      const left = Number(request.url?.slice(1));
      seen.push(request.headers["x-api-key"]);
      if (left > 0) response.writeHead(307, { location: `/${left - 1}` }).end("moved");
      else if (request.url === "/away") response.writeHead(302, { location: other.url }).end();
      else response.end("near");
    });
    const sender = clientWith({
      allowNetworks: [`127.0.0.1/32:${new URL(url).port}`, `127.0.0.1/32:${new URL(other.url).port}`],
    });
    expect((await sender.download({ url: `${url}/3`, to, maxBytes: 100 })).bytes).toBe(4);
    await expect(sender.download({ url: `${url}/4`, to, maxBytes: 100 })).rejects.toMatchObject({ code: "redirect" });
    seen.length = 0;
    await sender.download({ url: `${url}/away`, to, maxBytes: 100, headers: { "x-api-key": "k" } });
    expect(seen).toEqual(["k", undefined]);
    await rm(to);
  });

  it("stops at a redirect loop", async () => {
    let asked = 0;
    const { sender, url } = await serve((_, response) => {
      asked += 1;
      response.writeHead(302, { location: "/" }).end();
    });
    await expect(sender.download({ url, to, maxBytes: 100 })).rejects.toMatchObject({
      ...{ code: "redirect", retryable: false },
    });
    expect(asked).toBe(4);
  });

  it("follows no redirect to a name that resolves to a private address", async () => {
    const { url } = await serve((_, response) => response.writeHead(302, { location: "http://inside.test/" }).end());
    const sender = clientWith({
      allowNetworks: [`127.0.0.1/32:${new URL(url).port}`],
      resolve: async () => [{ address: "10.0.0.1", family: 4 }],
    });
    await expect(sender.download({ url, to, maxBytes: 100 })).rejects.toMatchObject({ code: "refused_address" });
  });

  it.each([
    "http://169.254.169.254/latest/meta-data/",
    "http://127.0.0.1:1/",
    "file:///etc/passwd",
    "http://[::1]/",
    "http://u:p@example.com/",
  ])("refuses a redirect to %s", async (location) => {
    const { sender, url } = await serve((_, response) => response.writeHead(302, { location }).end());
    await expect(sender.download({ url, to, maxBytes: 100 })).rejects.toMatchObject({ code: "refused_address" });
    expect(await readdir(dir)).toEqual([]);
  });

  it.each([
    [404, false],
    [410, false],
    [206, false],
    [429, true],
    [503, true],
  ])("with status %d fails; retryable: %s", async (status, retryable) => {
    const { sender, url } = await serve((_, response) => response.writeHead(status).end("no"));
    await expect(sender.download({ url, to, maxBytes: 100 })).rejects.toMatchObject({
      ...{ code: "protocol", status, retryable },
    });
    expect(await readdir(dir)).toEqual([]);
  });

  it("that breaks off leaves no file", async () => {
    const { sender, url } = await serve((_, response) => {
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
    const { sender, url } = await serve((request, response) => {
      request.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
      });
      request.on("end", () => response.end(`${request.method} ${request.headers["content-length"]} ${bytes}`));
    });
    expect((await sender.upload({ url, file })).text).toBe("PUT 200000 200000");
    await rm(file);
  });

  it("that the server answers early and cuts off is an error, not a hang", async () => {
    const file = join(dir, "film.mp4");
    await writeFile(file, Buffer.alloc(5_000_000, 7));
    const { sender, url } = await serveRaw((socket) => socket.once("data", () => socket.resetAndDestroy()));
    await expect(sender.upload({ url, file })).rejects.toMatchObject({ code: "reset", delivered: "maybe" });
    await rm(file);
  });
});
