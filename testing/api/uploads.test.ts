import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { request } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { follow, generate } from "@/cli/film/api-client";
import { createApiKey } from "@/cli/supervisor/database";
import { type DirectUpload, directUploadSchema, type Output, outputSchema, problemSchema } from "@/lib/schemas/job";
import { createS3Store } from "@/lib/storage";
import { sample, startApp, type TestApp } from "../app";

/** Uploads by clients that stop, stall, lie or use odd file names: one asset or nothing. */

let testApp: TestApp;
let picture: Buffer;
beforeAll(async () => {
  testApp = await startApp({ SANDBOX_INSTANT: "1", UPLOAD_PACE_SECONDS: "1" });
  picture = await readFile(sample);
});
afterAll(() => testApp?.close());

const ask = (path: string, init: RequestInit = {}, key = testApp.api.key) =>
  fetch(new URL(path, testApp.api.url), { ...init, headers: { "x-api-key": key, ...init.headers } });
const upload = (body: Buffer, type = "image/png") =>
  ask("/v1/uploads", { method: "POST", headers: { "content-type": type }, body: body as BodyInit });
const postJson = (path: string, body?: unknown, key?: string) =>
  ask(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }, key);

const filesBelow = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
const underWay = () => filesBelow(`${testApp.dataDir}/media/.tmp`);
const kept = () => filesBelow(`${testApp.dataDir}/media`);
/** Waits until no earlier upload is running; then counts the stored files. */
async function keptNow(): Promise<number> {
  await expect.poll(underWay).toBe(0);
  return kept();
}

/** A new random picture. */
const noise = (side: number) =>
  sharp(randomBytes(side * side * 3), { raw: { width: side, height: side, channels: 3 } })
    .png()
    .toBuffer();

/** The server's answer to raw bytes on an open connection; "" when it closes the connection without one. */
function answerTo(head: string, body: Buffer, then: (socket: ReturnType<typeof connect>) => void): Promise<string> {
  const { hostname, port } = new URL(testApp.api.url);
  const socket = connect(Number(port), hostname);
  socket.write(`${head}\r\nHost: ${hostname}\r\nX-API-Key: ${testApp.api.key}\r\n\r\n`);
  socket.write(body);
  then(socket);
  socket.on("error", () => {});
  return text(socket).catch(() => "");
}
const posting = (length: number) => `POST /v1/uploads HTTP/1.1\r\nContent-Type: image/png\r\nContent-Length: ${length}`;

describe("a client that", () => {
  test("declares more than it sends leaves nothing behind", async () => {
    const before = await keptNow();
    const bytes = await noise(40);
    const answer = await answerTo(posting(bytes.length + 500), bytes, (socket) => socket.end());
    expect(answer).not.toContain("201");
    await expect.poll(kept).toBe(before);
  });

  test("declares less than it sends leaves nothing behind", async () => {
    const before = await keptNow();
    const bytes = await noise(40);
    const answer = await answerTo(`${posting(bytes.length - 500)}\r\nConnection: close`, bytes, () => {});
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    await expect.poll(kept).toBe(before);
  });

  test("stops half-way leaves nothing behind", async () => {
    const before = await keptNow();
    const bytes = await noise(300);
    const headers = { "x-api-key": testApp.api.key, "content-type": "image/png", "content-length": bytes.length };
    const sending = request(new URL("/v1/uploads", testApp.api.url), { method: "POST", headers });
    sending.on("error", () => {});
    sending.write(bytes.subarray(0, bytes.length / 2));
    await expect.poll(underWay).toBe(1);
    sending.destroy();
    await expect.poll(kept).toBe(before);
  });

  test.each([
    ["the raw body", "image/png", ""],
    [
      "a form",
      "multipart/form-data; boundary=x",
      '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n',
    ],
    ["a form that never begins", "multipart/form-data; boundary=x", ""],
  ])("sends %s one byte at a time is refused, and its connection is closed", async (_, type, start) => {
    const before = await keptNow();
    const bytes = await noise(40);
    let timer: NodeJS.Timeout | undefined;
    const head = `POST /v1/uploads HTTP/1.1\r\nContent-Type: ${type}\r\nContent-Length: ${bytes.length}`;
    const answer = await answerTo(head, Buffer.concat([Buffer.from(start), bytes.subarray(0, 10)]), (socket) => {
      let sent = 10;
      timer = setInterval(() => socket.write(bytes.subarray(sent, ++sent)), 200);
      socket.on("close", () => clearInterval(timer));
    });
    clearInterval(timer);
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(answer).toContain("length_mismatch");
    await expect.poll(kept).toBe(before);
  });
});

describe("a form", () => {
  const form = (disposition: Buffer | string, bytes: Buffer, end = "\r\n--x--\r\n") =>
    ask("/v1/uploads", {
      method: "POST",
      headers: { "content-type": "multipart/form-data; boundary=x" },
      body: Buffer.concat([
        Buffer.from("--x\r\nContent-Disposition: form-data; "),
        Buffer.from(disposition),
        Buffer.from("\r\nContent-Type: image/jpeg\r\n\r\n"),
        bytes,
        Buffer.from(end),
      ]) as BodyInit,
    });

  test.each([
    ["../../x", "../../x"],
    ["an absolute path", "/etc/passwd"],
    ["Chinese", "镜头.jpg"],
    ["right to left", "\u202egpj.صورة"],
    ["an emoji", "🎬.jpg"],
    ["300 characters", `${"x".repeat(300)}.jpg`],
    ["an option", "-i.mp4"],
    ["a device", "a:b.mp4"],
  ])("may name its file %s: it gives the same asset, and the name is stored nowhere", async (_, name) => {
    const response = await form(`name="file"; filename="${name}"`, picture);
    const asset = outputSchema.parse(await response.json());
    expect([200, 201]).toContain(response.status);
    expect(asset.url).toContain(`/files/${asset.id}.jpg?`);
    const names = readdirSync(`${testApp.dataDir}/media`, { recursive: true }).map(String);
    expect(names.filter((one) => !/^(\.tmp|[0-9a-f]{2}(\/[0-9a-f]{64}\.\w+)?)$/.test(one))).toEqual([]);
  });

  test.each([
    ["without a file", 'name="field"', "\r\n--x--\r\n"],
    ["that names its file with NUL", 'name="file"; filename="a\0b.jpg"', "\r\n--x--\r\n"],
    ["that does not name its file", 'name="file"; filename=""', "\r\n--x--\r\n"],
    ["without an end", 'name="file"; filename="x.jpg"', ""],
  ])("%s is refused and leaves nothing behind", async (_, disposition, end) => {
    const before = await keptNow();
    const response = await form(disposition, (await noise(20)).subarray(0, 300), end);
    expect(response.status).toBe(400);
    problemSchema.parse(await response.json());
    expect(kept()).toBe(before);
  });

  test("without a boundary is refused with a clear error", async () => {
    const headers = { "content-type": "multipart/form-data" };
    const response = await ask("/v1/uploads", { method: "POST", headers, body: "x" });
    expect([response.status, problemSchema.parse(await response.json()).code]).toEqual([400, "invalid_request"]);
  });
});

function mounts(): boolean {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", "/mnt"]);
    execFileSync("umount", ["/mnt"]);
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!mounts())("a full disk", () => {
  let folder: string;
  beforeAll(() => {
    folder = `${testApp.dataDir}/media`;
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=512k", "tmpfs", folder]);
    mkdirSync(`${folder}/.tmp`);
  });
  afterAll(() => execFileSync("umount", ["--lazy", folder]));

  test("is reported as such, leaves nothing behind, and smaller uploads work", async () => {
    const large = await noise(600);
    const form = new FormData();
    form.set("file", new Blob([new Uint8Array(large)]), "x.png");
    for (const answer of [await upload(large), await ask("/v1/uploads", { method: "POST", body: form })]) {
      expect([answer.status, problemSchema.parse(await answer.json()).code]).toEqual([507, "storage_full"]);
      expect(kept()).toBe(0);
    }
    expect((await upload(await noise(50))).status).toBe(201);
    expect(kept()).toBe(1);
  });

  test("is reported for stills too", async () => {
    const { thumbnailUrl } = outputSchema.parse(await (await upload(await noise(60))).json());
    const rest = `${folder}/.tmp/rest`;
    try {
      execFileSync("dd", ["if=/dev/zero", `of=${rest}`, "bs=1k"], { stdio: "ignore" });
    } catch {
      // Fails when the disk is full.
    }
    const still = await fetch(thumbnailUrl ?? "");
    expect([still.status, problemSchema.parse(await still.json()).code]).toEqual([507, "storage_full"]);
    rmSync(rest);
    expect((await fetch(thumbnailUrl ?? "")).status).toBe(200);
  });

  test("is reported by /health until there is room", async () => {
    const health = async () => (await (await fetch(new URL("/health", testApp.api.url))).json()).storage;
    const filler = `${folder}/.tmp/filler`;
    writeFileSync(filler, Buffer.alloc(300 * 1024));
    const message = "The disk of DATA_DIR is full: free some space. Uploads and results cannot be stored until then.";
    const isFull = async () => expect(await health()).toEqual({ status: "down", message });
    await vi.waitFor(isFull, { timeout: 120_000, interval: 500 });
    rmSync(filler);
    await vi.waitFor(async () => expect(await health()).toEqual({ status: "ok" }), { timeout: 120_000, interval: 500 });
  });
});

test("with media on disk, a direct upload is refused with an alternative", async () => {
  const response = await postJson("/v1/uploads/presign", { contentType: "image/png", sizeBytes: 10 });
  const problem = problemSchema.parse(await response.json());
  expect([response.status, problem.code]).toEqual([409, "conflict"]);
  expect(problem.detail).toContain("POST /v1/uploads");
  expect((await postJson("/v1/uploads/01a20714-0a7b-7635-89f6-245feb21084c/complete")).status).toBe(404);
});

test("errors of a direct upload name each field, also when the media are on disk", async () => {
  const response = await postJson("/v1/uploads/presign", { contentType: "text/html", sizeBytes: 0, "file/name": "x" });
  const { status, errors } = problemSchema.parse(await response.json());
  expect([status, errors.map(({ pointer }) => pointer).sort()]).toEqual([
    400,
    ["/contentType", "/file~1name", "/sizeBytes"],
  ]);
});

const { TEST_S3_ENDPOINT: endpoint, TEST_S3_BUCKET: bucket = "", TEST_S3_REGION: region = "us-east-1" } = process.env;
const accessKeyId = process.env.TEST_S3_ACCESS_KEY_ID ?? "";
const secretAccessKey = process.env.TEST_S3_SECRET_ACCESS_KEY ?? "";

describe.skipIf(!endpoint)("a direct upload into a bucket", () => {
  const prefix = `direct-${randomBytes(4).toString("hex")}`;
  const store = () => createS3Store({ endpoint, region, bucket, prefix, accessKeyId, secretAccessKey });
  let onDisk: TestApp;
  beforeAll(async () => {
    onDisk = testApp;
    const s3 = { S3_ENDPOINT: endpoint ?? "", S3_REGION: region, S3_BUCKET: bucket, S3_PREFIX: prefix };
    const credentials = { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey };
    testApp = await startApp({ SANDBOX_INSTANT: "1", MAX_UPLOAD_MB: "8", ...s3, ...credentials });
  });
  afterAll(async () => {
    await testApp.close();
    testApp = onDisk;
  });

  async function begin(bytes: Buffer, contentType = "image/png"): Promise<DirectUpload> {
    const response = await postJson("/v1/uploads/presign", { contentType, sizeBytes: bytes.length });
    expect(response.status).toBe(201);
    return directUploadSchema.strict().parse(await response.json());
  }
  /** A browser sets the length itself. */
  const put = ({ uploadUrl, headers }: DirectUpload, bytes: Buffer) =>
    fetch(uploadUrl, {
      method: "PUT",
      headers: { "content-type": headers["content-type"] ?? "" },
      body: bytes as BodyInit,
    });
  const complete = ({ id }: DirectUpload, key?: string) => ask(`/v1/uploads/${id}/complete`, { method: "POST" }, key);
  async function incoming(): Promise<string[]> {
    const keys: string[] = [];
    for await (const { key } of store().list()) if (key.startsWith("incoming/")) keys.push(key);
    return keys;
  }

  test("creates an asset like any other, and repeating it gives the same one", async () => {
    const bytes = await noise(60);
    const direct = await begin(bytes);
    expect((await put(direct, bytes)).status).toBe(200);
    const first = await complete(direct);
    const asset = outputSchema.parse(await first.json());
    expect([first.status, asset.sizeBytes, asset.width]).toEqual([201, bytes.length, 60]);
    const again = await complete(direct);
    expect([again.status, ((await again.json()) as Output).id]).toEqual([200, asset.id]);
    expect(Buffer.from(await (await fetch(asset.url)).arrayBuffer()).equals(bytes)).toBe(true);
    const input = [{ type: "image", url: `asset:${asset.id}` }];
    const job = await generate(testApp.api, { model: "qwen-edit", input, options: { prompt: "Night." } });
    expect((await follow(testApp.api, job, () => {})).status).toBe("completed");
  });

  test("a later PUT to the same address changes nothing", async () => {
    const [bytes, others] = [await noise(61), await noise(61)];
    const direct = await begin(bytes);
    await put(direct, bytes);
    const asset: Output = await (await complete(direct)).json();
    await put(direct, others);
    expect(Buffer.from(await (await fetch(asset.url)).arrayBuffer()).equals(bytes)).toBe(true);
  });

  test("the address accepts no other length, type or file", async () => {
    const bytes = await noise(62);
    const direct = await begin(bytes);
    expect((await put(direct, Buffer.concat([bytes, bytes]))).status).toBe(403);
    expect((await put({ ...direct, headers: { "content-type": "text/html" } }, bytes)).status).toBe(403);
    const elsewhere = direct.uploadUrl.replace(direct.id, "01a20714-0a7b-7635-89f6-245feb21084c");
    expect((await put({ ...direct, uploadUrl: elsewhere }, bytes)).status).toBe(403);
    expect((await complete(direct)).status).toBe(404);
  });

  test("a file that is not media is refused and removed", async () => {
    const before = await incoming();
    const bytes = Buffer.from("#EXTM3U\nfile:///etc/passwd\n");
    const direct = await begin(bytes, "video/mp4");
    await put(direct, bytes);
    const response = await complete(direct);
    expect([response.status, problemSchema.parse(await response.json()).code]).toEqual([400, "invalid_media"]);
    expect(await incoming()).toEqual(before);
  });

  test("another key's upload does not exist", async () => {
    const bytes = await noise(63);
    const direct = await begin(bytes);
    await put(direct, bytes);
    const { key } = await createApiKey(testApp.app.settings, "another key");
    expect((await complete(direct, key)).status).toBe(404);
    expect((await complete(direct)).status).toBe(201);
  });

  test.each([
    ["too large", { contentType: "image/png", sizeBytes: 9 * 1024 * 1024 }, 413],
    ["of no length", { contentType: "image/png", sizeBytes: 0 }, 400],
    ["no medium", { contentType: "text/html", sizeBytes: 10 }, 400],
    ["with more than asked", { contentType: "image/png", sizeBytes: 10, key: "../x" }, 400],
  ])("a file that is %s gets no address", async (_, body, status) => {
    expect((await postJson("/v1/uploads/presign", body)).status).toBe(status);
  });
});
