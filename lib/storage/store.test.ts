import { randomBytes, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { createHttpClient } from "../http/client";
import { parseS3Address, targetOf, uploadToAddress } from "./deliver";
import { createDiskStore } from "./disk";
import { createS3Store, type S3Options } from "./s3";
import type { Store } from "./store";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "store-"));
});
afterAll(() => rm(dir, { recursive: true }));

const info = { contentType: "video/mp4", sha256: "0".repeat(64) };

async function written(store: Store, bytes: Uint8Array | string): Promise<string> {
  const path = store.tempPath("mp4");
  await writeFile(path, bytes);
  return path;
}

async function read(store: Store, key: string, range?: { start: number; end: number }) {
  const file = await store.open(key, range);
  return file && { size: file.size, text: (await buffer(file.stream)).toString() };
}

async function keysOf(store: Store): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list()) keys.push(key);
  return keys.sort();
}

/** The guarantees of every store, on disk or S3. */
function contract(title: string, make: () => Store) {
  describe(title, () => {
    let store: Store;
    beforeAll(() => {
      store = make();
    });

    it("returns the stored bytes, and moves the file", async () => {
      const file = await written(store, "0123456789");
      await store.put("ab/one.mp4", file, info);
      expect(existsSync(file)).toBe(false);
      expect(await read(store, "ab/one.mp4")).toEqual({ size: 10, text: "0123456789" });
      expect(await store.stat("ab/one.mp4")).toEqual({ size: 10, modifiedAt: expect.any(Date) });
    });

    test.each([
      [0, 0, "0"],
      [0, 9, "0123456789"],
      [3, 5, "345"],
      [9, 9, "9"],
      [8, 100, "89"],
    ])("reads the bytes %d to %d inclusive, and reports the total size", async (start, end, text) => {
      expect(await read(store, "ab/one.mp4", { start, end })).toEqual({ size: 10, text });
    });

    test.each([
      [10, 10],
      [5, 4],
    ])("refuses the bytes %d to %d", async (start, end) => {
      await expect(store.open("ab/one.mp4", { start, end })).rejects.toMatchObject({ code: "refused" });
    });

    it("a second put changes nothing, even when the source file is gone", async () => {
      const file = await written(store, "0123456789");
      await store.put("ab/one.mp4", file, info);
      await store.put("ab/one.mp4", file, info);
      expect(await read(store, "ab/one.mp4")).toEqual({ size: 10, text: "0123456789" });
      await expect(store.put("ab/never.mp4", file, info)).rejects.toMatchObject({ code: "no_such_file" });
    });

    it("ten concurrent puts of one file store it intact", async () => {
      const files = await Promise.all(Array.from({ length: 10 }, () => written(store, "x".repeat(50_000))));
      await Promise.all(files.map((file) => store.put("ab/ten.mp4", file, info)));
      expect(await store.stat("ab/ten.mp4")).toMatchObject({ size: 50_000 });
      await store.remove("ab/ten.mp4");
    });

    it("stores a large file exactly", async () => {
      const bytes = randomBytes(12 * 1024 * 1024 + 7);
      await store.put("cd/large.mp4", await written(store, bytes), info);
      const file = await store.open("cd/large.mp4");
      expect(file && bytes.equals(await buffer(file.stream))).toBe(true);
      const tail = await store.open("cd/large.mp4", { start: bytes.length - 3, end: bytes.length - 1 });
      expect(tail && (await buffer(tail.stream)).equals(bytes.subarray(-3))).toBe(true);
      await store.remove("cd/large.mp4");
    });

    it("stores an empty file", async () => {
      await store.put("cd/empty.mp4", await written(store, ""), info);
      expect(await store.stat("cd/empty.mp4")).toMatchObject({ size: 0 });
      expect(await read(store, "cd/empty.mp4")).toEqual({ size: 0, text: "" });
      await store.remove("cd/empty.mp4");
    });

    it("a missing key reads as null, and removing it is no error", async () => {
      expect(await store.open("ab/none.mp4")).toBeNull();
      expect(await store.open("ab/none.mp4", { start: 0, end: 1 })).toBeNull();
      expect(await store.stat("ab/none.mp4")).toBeNull();
      await store.remove("ab/none.mp4");
      await expect(store.withLocalFile("ab/none.mp4", async () => 1)).rejects.toMatchObject({ code: "no_such_file" });
    });

    it("a reader can finish a file that is removed meanwhile", async () => {
      await store.put("cd/gone.mp4", await written(store, "still here"), info);
      const file = await store.open("cd/gone.mp4");
      await store.remove("cd/gone.mp4");
      expect(file && (await buffer(file.stream)).toString()).toBe("still here");
      expect(await store.stat("cd/gone.mp4")).toBeNull();
    });

    it("`check` succeeds when files can be stored", async () => {
      await expect(store.check()).resolves.toBeUndefined();
    });

    it("lists every key and no temporary file", async () => {
      await written(store, "unfinished");
      for (const key of ["zz/a.webp", "zz/b.webp", "top.png"]) await store.put(key, await written(store, "x"), info);
      expect(await keysOf(store)).toEqual(["ab/one.mp4", "top.png", "zz/a.webp", "zz/b.webp"]);
      for (const key of ["zz/a.webp", "zz/b.webp", "top.png"]) await store.remove(key);
      expect(await keysOf(store)).toEqual(["ab/one.mp4"]);
    });

    it("reports when a file was last put, by `list` and by `stat`", async () => {
      const second = (at?: Date) => Math.floor((at?.getTime() ?? 0) / 1000); // HEAD of S3 has whole seconds only
      const before = second(new Date()) - 1;
      const old = await written(store, "x");
      await utimes(old, 1000, 1000);
      await store.put("zz/again.png", old, info);
      await store.put("zz/again.png", await written(store, "x"), info);
      const listed = new Map<string, number>();
      for await (const { key, modifiedAt } of store.list()) listed.set(key, second(modifiedAt));
      expect(listed.get("zz/again.png")).toBe(second((await store.stat("zz/again.png"))?.modifiedAt));
      expect(listed.get("zz/again.png")).toBeGreaterThanOrEqual(before);
      await store.remove("zz/again.png");
    });

    it("`withLocalFile` gives a local path and returns the callback's result", async () => {
      let lent = "";
      const text = await store.withLocalFile("ab/one.mp4", async (path) => {
        lent = path;
        return readFile(path, "utf8");
      });
      expect(text).toBe("0123456789");
      expect(existsSync(lent)).toBe(store.kind === "disk");
      await expect(store.withLocalFile("ab/one.mp4", () => Promise.reject(new Error("mine")))).rejects.toThrow("mine");
    });

    it("`sweepTemp` removes old temporary files and keeps new ones", async () => {
      const old = await written(store, "forgotten");
      const fresh = await written(store, "new");
      await utimes(old, 1000, 1000);
      expect(await store.sweepTemp(new Date(2_000_000))).toBe(1);
      expect([existsSync(old), existsSync(fresh)]).toEqual([false, true]);
    });

    test.each([
      ...["", "/", ".", "..", "../x", "a/../b", "a/..", "/etc/passwd", "a//b", "a/", "A.mp4", "a b", "a\0b", "a\\b"],
      ...[".tmp/x", "a/.hidden", "-i.mp4", "a/-i.mp4", "a:b.mp4", "%2e%2e/x", "雪.mp4", "x.part", "a".repeat(201)],
    ])("refuses the key %j everywhere", async (key) => {
      const file = await written(store, "x");
      const refused = { code: "bad_key" };
      await expect(store.put(key, file, info)).rejects.toMatchObject(refused);
      await expect(store.open(key)).rejects.toMatchObject(refused);
      await expect(store.stat(key)).rejects.toMatchObject(refused);
      await expect(store.remove(key)).rejects.toMatchObject(refused);
      await expect(store.withLocalFile(key, async () => 1)).rejects.toMatchObject(refused);
      expect(existsSync(file)).toBe(true);
    });
  });
}

contract("files on disk", () => createDiskStore({ dir: join(dir, "disk") }));

describe("files on disk", () => {
  it("symbolic links are not followed", async () => {
    const root = join(dir, "links");
    const store = createDiskStore({ dir: root });
    await mkdir(join(dir, "outside"), { recursive: true });
    await writeFile(join(dir, "outside", "secret.mp4"), "secret");
    await symlink(join(dir, "outside"), join(root, "ab"));
    await symlink(join(dir, "outside", "secret.mp4"), join(root, "link.mp4"));
    for (const key of ["ab/secret.mp4", "link.mp4"]) {
      expect(await store.open(key)).toBeNull();
      expect(await store.stat(key)).toBeNull();
      await expect(store.withLocalFile(key, async () => 1)).rejects.toMatchObject({ code: "no_such_file" });
    }
    expect(await keysOf(store)).toEqual([]);
  });

  it("a folder does not read as a file, nor a file as a folder", async () => {
    const store = createDiskStore({ dir: join(dir, "folders") });
    await store.put("ab/c.mp4", await written(store, "x"), info);
    expect(await store.stat("ab")).toBeNull();
    expect(await store.stat("ab/c.mp4/d")).toBeNull();
  });

  it("leaves no partial file when moving fails", async () => {
    const store = createDiskStore({ dir: join(dir, "failing") });
    await store.put("ab", await written(store, "x"), info);
    await expect(store.put("ab/c.mp4", await written(store, "y"), info)).rejects.toThrow();
    expect(await keysOf(store)).toEqual(["ab"]);
    expect((await readdir(join(dir, "failing"))).sort()).toEqual([".tmp", "ab"]);
  });
});

test.each([
  ["s3://bucket/prefix/", { bucket: "bucket", key: "prefix/film.mp4" }],
  ["s3://bucket/a/b/", { bucket: "bucket", key: "a/b/film.mp4" }],
  ["s3://bucket", { bucket: "bucket", key: "film.mp4" }],
  ["s3://bucket/", { bucket: "bucket", key: "film.mp4" }],
  ["s3://bucket/other.mp4", { bucket: "bucket", key: "other.mp4" }],
  ["s3://bucket/../x/", null],
  ["s3:///x/", null],
  ["s3://B/x/", null],
  [`s3://bucket/${"x".repeat(1100)}/`, null],
])("%s as an address to deliver to", (address, target) => expect(parseS3Address(address, "film.mp4")).toEqual(target));

test.each([
  ["s3://theirs/", "written"],
  ["s3://theirs/own-prefix/ab/x.mp4", "written"],
  ["s3://shared/other/", "written"],
  ["s3://shared/houses/", "written"],
  ["s3://shared/own-prefix/", "This prefix is reserved for the server's own files"],
  ["s3://shared/own-prefix/ab/abcdef.mp4", "This prefix is reserved for the server's own files"],
  ["s3://shared//own-prefix/ab/abcdef.mp4", "This prefix is reserved for the server's own files"],
  ["s3://shared/own-prefix//ab/abcdef.mp4", "This prefix is reserved for the server's own files"],
  ["s3://others/", "This server may not write to the bucket"],
  ["s3://theirs/../x", "must have the form"],
])("with our credentials %s is %s", (address, expected) => {
  const s3 = { buckets: ["theirs", "shared"], own: { bucket: "shared", prefix: "own-prefix/" } };
  const said = () => (targetOf(address, "film.mp4", s3) ? "written" : "");
  if (expected === "written") expect(said()).toBe("written");
  else expect(said).toThrow(expected);
});

it("without open buckets nothing is written, nor into a bucket that our store uses without a prefix", () => {
  const own = { bucket: "ours", prefix: "" };
  for (const s3 of [undefined, { buckets: [], own: null }, { buckets: [], own }]) {
    expect(() => targetOf("s3://ours/x/", "film.mp4", s3)).toThrow("This server accepts no s3:// URLs");
  }
  expect(() => targetOf("s3://ours/x/", "film.mp4", { buckets: ["ours"], own })).toThrow(
    "reserved for the server's own files",
  );
});

it.each([200, 403])("a presigned URL that answers %d", async (status) => {
  const server = createServer((request, response) => {
    request.resume().on("end", () => response.writeHead(status).end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const sender = createHttpClient({ allowNetworks: [`127.0.0.1/32:${port}`] });
  const file = join(dir, "film.mp4");
  await writeFile(file, "film");
  const address = `http://127.0.0.1:${port}/bucket/film.mp4?X-Amz-Signature=secret`;
  const delivered = uploadToAddress({ address, file, name: "film.mp4", contentType: "video/mp4", sender });
  if (status === 200) expect(await delivered).toBe(`http://127.0.0.1:${port}/bucket/film.mp4`);
  else await expect(delivered).rejects.toMatchObject({ code: "protocol", status: 403, retryable: false });
  await new Promise((resolve) => server.close(resolve));
});

const { TEST_S3_ENDPOINT, TEST_S3_BUCKET, TEST_S3_ACCESS_KEY_ID, TEST_S3_SECRET_ACCESS_KEY } = process.env;

describe.skipIf(!TEST_S3_ENDPOINT)("with an S3 server", () => {
  const options = (): S3Options => ({
    endpoint: TEST_S3_ENDPOINT,
    region: "us-east-1",
    bucket: TEST_S3_BUCKET ?? "",
    accessKeyId: TEST_S3_ACCESS_KEY_ID ?? "",
    secretAccessKey: TEST_S3_SECRET_ACCESS_KEY ?? "",
    prefix: `run-${randomUUID()}/`,
    tempDir: join(dir, "s3"),
  });

  contract("files in a bucket", () => createS3Store(options()));

  test.each([
    ["S3_BUCKET", { bucket: "there-is-no-such-bucket" }],
    ["S3_ACCESS_KEY_ID", { accessKeyId: "unknown" }],
    ["S3_SECRET_ACCESS_KEY", { secretAccessKey: "wrong" }],
  ])("the error for a wrong %s names the setting", async (setting, wrong) => {
    const store = createS3Store({ ...options(), ...wrong });
    const error = { code: "settings", message: expect.stringContaining(setting) };
    await expect(store.put("ab/x.mp4", await written(store, "x"), info)).rejects.toMatchObject(error);
    await expect(store.open("ab/x.mp4")).rejects.toMatchObject(error);
    await expect(keysOf(store)).rejects.toMatchObject(error);
  });

  it("a result is delivered to an s3:// address", async () => {
    const { prefix = "", ...s3 } = options();
    const store = createS3Store({ ...s3, prefix });
    const address = `s3://${s3.bucket}/${prefix}`;
    const file = await written(store, "film");
    const sender = createHttpClient({ allowNetworks: [] });
    const delivery = {
      address,
      file,
      name: "film.mp4",
      contentType: "video/mp4",
      sender,
      s3: { ...s3, buckets: [s3.bucket], own: null },
    };
    expect(await uploadToAddress(delivery)).toBe(`${address}film.mp4`);
    expect(await read(store, "film.mp4")).toEqual({ size: 4, text: "film" });
    expect(existsSync(file)).toBe(true);
  });
});
