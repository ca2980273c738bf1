import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { defineService } from "@/lib/define-service";
import { resolveTools } from "@/lib/media";
import { media } from "@/lib/media/field";
import { mediaFolder, picture } from "@/lib/media/testing/made";

/**
 * Every file in a service's answer, at any depth, is fetched and stored: a real database, real files, a real server.
 */

const dataDir = mkdtempSync(join(tmpdir(), "nextscene-outputs-"));
const fetched: string[] = [];
let server: Server;
let base = "";
let folder: Awaited<ReturnType<typeof mediaFolder>>;
let app: Awaited<ReturnType<typeof open>>;

async function open() {
  const [outputs, exports, assets, client, migrate, store] = await Promise.all([
    import("./store-output"),
    import("../jobs/export-output"),
    import("@/db/assets"),
    import("@/db/core/client"),
    import("@/db/core/migrate"),
    import("@/lib/storage/current"),
  ]);
  return { ...outputs, ...exports, ...assets, ...client, ...migrate, ...store };
}

beforeAll(async () => {
  folder = await mediaFolder();
  folder.make("moving.gif", ...picture(1, "64x48", 10));
  await folder.put("notes.json", '{"mood": "calm"}');
  await folder.put("lines.srt", "1\n00:00:01,000 --> 00:00:02,000\nHello\n");
  server = createServer((request, response) => {
    const name = new URL(request.url ?? "/", base).pathname.slice(1);
    fetched.push(name);
    response.writeHead(200, { "content-type": "application/octet-stream" }).end(readFileSync(folder.path(name)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  base = `http://127.0.0.1:${port}`;
  vi.stubEnv("DATA_DIR", dataDir);
  await folder.put("ffprobe", `#!/bin/sh\necho >> ${folder.path("probed")}\nexec ${resolveTools().ffprobe} "$@"\n`);
  chmodSync(folder.path("ffprobe"), 0o755);
  vi.stubEnv("FFPROBE_PATH", folder.path("ffprobe"));
  vi.stubEnv("ALLOW_NETWORKS", `127.0.0.1/32:${port}`);
  app = await open();
  await app.migrateDatabase();
});
afterAll(async () => {
  server.close();
  await app.closeDatabase();
  await folder.remove();
  rmSync(dataDir, { recursive: true, force: true });
});
beforeEach(() => {
  fetched.length = 0;
});

const file = (...contentTypes: Parameters<typeof media<"file">>[1]["contentTypes"]) =>
  media("file", { title: "File", contentTypes });
const still = () => media("image", { title: "Still" });

const storyboard = defineService({
  ...{ id: "storyboard", title: "Storyboard", description: "Draws a storyboard.", kind: "pod", mode: "sync" },
  ...{ cacheFor: 0, timeout: 60, typicalSeconds: 1 },
  input: z.strictObject({}),
  response: z.looseObject({}),
  output: z.strictObject({
    title: z.string(),
    scenes: z.array(
      z.strictObject({
        seconds: z.number(),
        stills: z.array(z.array(still())),
        preview: file("image/gif").nullable(),
        clip: media("video", { title: "Clip" }).optional(),
      }),
    ),
    extra: z.strictObject({ texts: z.array(file("application/json", "application/x-subrip")) }),
  }),
  example: { title: "", scenes: [], extra: { texts: [] } },
  request: () => ({ path: "/" }),
  parse: () => ({ state: "pending" }),
});

const store = (output: Record<string, unknown>, keyId = uuidv7()) =>
  app.storeOutput(storyboard, output, { keyId, base });

test("every file of a nested output is stored once and named in its place; other values stay", async () => {
  const output = {
    title: "calm.json",
    scenes: [
      { seconds: 2.5, stills: [[`${base}/still.jpg`, "still.png"], []], preview: "moving.gif", clip: "film.mp4" },
      { seconds: 1, stills: [[`${base}/still.jpg`]], preview: null },
    ],
    extra: { texts: ["notes.json", "lines.srt"] },
  };
  const stored = await store(output);
  const ref = expect.stringMatching(/^asset:[0-9a-f-]{36}$/);
  expect(stored).toEqual({
    title: "calm.json",
    scenes: [
      { seconds: 2.5, stills: [[ref, ref], []], preview: ref, clip: ref },
      { seconds: 1, stills: [[ref]], preview: null },
    ],
    extra: { texts: [ref, ref] },
  });
  expect(fetched.toSorted()).toEqual(
    ["film.mp4", "lines.srt", "moving.gif", "notes.json", "still.jpg", "still.png"], // the same URL once
  );
  const ids = app.assetsIn(stored);
  const assets = await app.findAssets(ids);
  expect(ids.map((id) => [assets.get(id)?.type, assets.get(id)?.contentType])).toEqual([
    ["image", "image/jpeg"],
    ["image", "image/png"],
    ["file", "image/gif"],
    ["video", "video/mp4"],
    ["file", "application/json"],
    ["file", "application/x-subrip"],
  ]);
  for (const asset of assets.values()) {
    expect(await app.store().stat(asset.storageKey)).toMatchObject({ size: asset.sizeBytes });
  }
});

test("one GIF named as a file and as a clip is stored as both", async () => {
  const scene = { seconds: 1, stills: [], preview: "moving.gif", clip: "moving.gif" };
  const stored = await store({ title: "", scenes: [scene], extra: { texts: [] } });
  const assets = await app.findAssets(app.assetsIn(stored));
  expect([...assets.values()].map(({ contentType }) => contentType).sort()).toEqual(["image/gif", "video/mp4"]);
});

test("bytes that a key has stored are not inspected again; those of another key are", async () => {
  const probes = () => readFileSync(folder.path("probed"), "utf8").length;
  const clip = {
    title: "",
    scenes: [{ seconds: 1, stills: [], preview: null, clip: "film.mp4" }],
    extra: { texts: [] },
  };
  const keyId = uuidv7();
  const first = await store(clip, keyId);
  const before = probes();
  expect(await store(clip, keyId)).toEqual(first);
  expect(probes()).toBe(before);
  await store(clip);
  expect(probes()).toBeGreaterThan(before);
  // The same bytes as something else.
  const still = { title: "", scenes: [{ seconds: 1, stills: [["film.mp4"]], preview: null }], extra: { texts: [] } };
  await expect(store(still, keyId)).rejects.toMatchObject({ code: "result_unusable" });
});

test.each([
  ["notes.json", "The file is JSON (application/json): send GIF (image/gif)"],
  ["still.jpg", "The file type image/jpeg is not supported: send GIF (image/gif)"],
])("%s in place of a GIF is refused, and the message names the accepted type", async (name, words) => {
  const scenes = [{ seconds: 1, stills: [], preview: name }];
  await expect(store({ title: "", scenes, extra: { texts: [] } })).rejects.toMatchObject({
    code: "result_unusable",
    message: `The result is unusable: ${words}`,
  });
});

test("an answer that lacks a nested file names the place", async () => {
  const scenes = [{ seconds: 1, stills: [[7]], preview: null }];
  await expect(store({ title: "", scenes, extra: { texts: [] } })).rejects.toMatchObject({
    code: "result_unusable",
    message: expect.stringContaining("scenes.0.stills.0.0"),
  });
});
