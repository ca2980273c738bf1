import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createHttpClient, type HttpClient } from "../http/client";
import { thumbnail } from "../services";
import { fetchInput } from "./fetch-input";

const folder = mkdtempSync(join(tmpdir(), "nextscene-input-"));
const asked: string[] = [];
let server: Server;
let client: HttpClient;
let base = "";

/** Breaks the connection of the first request for each file; a path that is a status gets that status. */
beforeAll(async () => {
  server = createServer((request, response) => {
    const path = request.url ?? "";
    asked.push(path);
    if (path.startsWith("/404")) return void response.writeHead(404).end();
    if (asked.filter((one) => one === path).length === 1) return void request.socket.resetAndDestroy();
    response.writeHead(200, { "content-type": "video/mp4" }).end("a clip");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  base = `http://127.0.0.1:${port}`;
  client = createHttpClient({ allowNetworks: [`127.0.0.1/32:${port}`] });
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const fetched = (path: string) =>
  fetchInput(
    client,
    thumbnail,
    { video: `${base}${path}`, time: 0, width: 640 },
    { folder, signal: new AbortController().signal },
  );

test("an input is fetched again when its connection breaks, as on a restart of the web process", async () => {
  const { video } = await fetched("/clip.mp4");
  expect(readFileSync(String(video), "utf8")).toBe("a clip");
  expect(asked.filter((path) => path === "/clip.mp4")).toHaveLength(2);
});

test("a missing input fails at once", async () => {
  await expect(fetched("/404.mp4")).rejects.toThrow("404");
  expect(asked.filter((path) => path === "/404.mp4")).toHaveLength(1);
});
