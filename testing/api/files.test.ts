import { execFileSync } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { follow, generate, upload } from "@/cli/film/api-client";
import { tools } from "@/lib/media/testing/made";
import { type Job, type Output, outputSchema } from "@/lib/schemas/job";
import { signFile } from "@/lib/storage";
import { sample } from "../sample";
import { type SharedApp, sharedApp } from "../shared-app";

/**
 * Downloads of files: every form of Range, every manipulation of the address, for signed links and for a job's film.
 */

let testApp: SharedApp;
let picture: Output;
let bytes: Buffer;
let film: Job;
let filmBytes: Buffer;

beforeAll(async () => {
  testApp = await sharedApp();
  bytes = await sharp({ create: { width: 90, height: 90, channels: 3, background: "#a40" } })
    .jpeg()
    .toBuffer();
  picture = await uploaded(bytes, "image/jpeg");
  const input = [{ type: "image", url: await upload(testApp.api, sample) }];
  const job = await generate(testApp.api, { model: "wan-i2v", input, options: { prompt: "The wind rises." } });
  film = await follow(testApp.api, job, () => {});
  filmBytes = Buffer.from(await (await fetch(film.outputs[0]?.url ?? "")).arrayBuffer());
});
afterAll(() => testApp?.close());

async function uploaded(body: Buffer, type: string): Promise<Output> {
  const headers = { "x-api-key": testApp.api.key, "content-type": type };
  const address = new URL("/v1/uploads", testApp.api.url);
  const sent = await fetch(address, { method: "POST", headers, body: new Uint8Array(body) });
  return outputSchema.parse(await sent.json());
}

/** Sends the address unchanged: fetch would resolve `..` first. */
async function get(address: string, headers: Record<string, string> = {}, method = "GET") {
  const { origin } = new URL(testApp.api.url);
  const path = address.startsWith("http") ? address.slice(new URL(address).origin.length) : address;
  const { hostname, port } = new URL(origin);
  return new Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }>((resolve, reject) => {
    request({ hostname, port, path, method, headers }, async (answer) =>
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: await buffer(answer) }),
    )
      .on("error", reject)
      .end();
  });
}

const places: [string, () => { path: string; headers: Record<string, string>; whole: Buffer }][] = [
  ["a signed link", () => ({ path: picture.url, headers: {}, whole: bytes })],
  [
    "the film of a job",
    () => ({ path: `/v1/jobs/${film.id}/video`, headers: { "x-api-key": testApp.api.key }, whole: filmBytes }),
  ],
];

describe.each(places)("%s", (_, place) => {
  const ranged = async (range: string, method = "GET") => {
    const { path, headers, whole } = place();
    return { ...(await get(path, { ...headers, range }, method)), whole };
  };

  test.each<[string, (size: number) => [number, number]]>([
    ["bytes=0-", (size) => [0, size - 1]],
    ["bytes=0-0", () => [0, 0]],
    ["bytes=-1", (size) => [size - 1, size - 1]],
    ["bytes=-999999999", (size) => [0, size - 1]],
    ["bytes=10-999999999", (size) => [10, size - 1]],
    ["bytes=7-19", () => [7, 19]],
    ["BYTES = 7 - 19", () => [7, 19]],
  ])("%s returns a part", async (range, expected) => {
    const { status, headers, body, whole } = await ranged(range);
    const [start, end] = expected(whole.length);
    expect(status).toBe(206);
    expect(headers["content-range"]).toBe(`bytes ${start}-${end}/${whole.length}`);
    expect(headers["content-length"]).toBe(String(end - start + 1));
    expect(body.equals(whole.subarray(start, end + 1))).toBe(true);
    const head = await ranged(range, "HEAD");
    expect([head.status, head.headers["content-length"], head.body.length]).toEqual([206, String(end - start + 1), 0]);
  });

  test.each([
    "bytes=5-2",
    "bytes=0-1,3-4",
    "items=0-1",
    "bytes=",
    "bytes=-",
    "bytes=a-b",
    "bytes=1.5-2",
    "0-1",
    "bytes=--1",
  ])("%s returns the whole file", async (range) => {
    const { status, headers, body, whole } = await ranged(range);
    expect([status, headers["content-range"], headers["accept-ranges"]]).toEqual([200, undefined, "bytes"]);
    expect(body.equals(whole)).toBe(true);
  });

  test.each(["the length", "far beyond", "no bytes at all"])("%s cannot be satisfied", async (what) => {
    const { length } = place().whole;
    const range =
      what === "the length" ? `bytes=${length}-` : what === "far beyond" ? "bytes=99999999999-" : "bytes=-0";
    const { status, headers } = await ranged(range);
    expect([status, headers["content-range"]]).toEqual([416, `bytes */${length}`]);
    expect(headers["content-type"]).toBe("application/problem+json");
  });

  test("its last byte can be requested alone", async () => {
    const { length } = place().whole;
    const { status, body, whole } = await ranged(`bytes=${length - 1}-`);
    expect([status, body.equals(whole.subarray(-1))]).toEqual([206, true]);
  });
});

describe("a signature", () => {
  const at = (changes: Record<string, string>, name = `${picture.id}.jpg`) => {
    const url = new URL(picture.url);
    for (const [field, value] of Object.entries(changes)) url.searchParams.set(field, value);
    return `/files/${name}${url.search}`;
  };
  const parts = () => {
    const query = new URL(picture.url).searchParams;
    return { signature: query.get("signature") ?? "", expires: Number(query.get("expires")) };
  };
  const sign = (claim: { id?: string; expires: number; method?: string }) =>
    signFile({ id: picture.id, secret: testApp.app.settings.SECRET ?? "", ...claim });

  test("is invalid when any one bit is changed", async () => {
    const given = Buffer.from(parts().signature, "base64url");
    for (let bit = 0; bit < given.length * 8; bit += 5) {
      const off = Buffer.from(given);
      off.writeUInt8(off.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect((await get(at({ signature: off.toString("base64url") }))).status, `bit ${bit}`).toBe(404);
    }
    // The last character has bits that a lenient decoder ignores.
    const last = parts().signature.slice(0, -1);
    const spellings = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"].map(
      (char) => last + char,
    );
    const answers = await Promise.all(spellings.map((signature) => get(at({ signature }))));
    expect(answers.filter(({ status }) => status === 200).length).toBe(1);
    for (const signature of ["", `${parts().signature}=`, `${parts().signature}A`, parts().signature.slice(0, -1)]) {
      expect((await get(at({ signature }))).status).toBe(404);
    }
  });

  test("is invalid once it has expired, and with another expiry time", async () => {
    const past = Math.floor(Date.now() / 1000) - 1;
    expect((await get(at({ expires: String(past), signature: sign({ expires: past }) }))).status).toBe(404);
    const { expires } = parts();
    expect((await get(at({ expires: String(expires + 1) }))).status).toBe(404);
    for (const odd of ["", "abc", "1e99", "-1", `${expires}.5`, "Infinity"]) {
      expect((await get(at({ expires: odd }))).status, odd).toBe(404);
    }
  });

  test("of another file or method is invalid", async () => {
    const { expires } = parts();
    const other = film.outputs[0]?.id ?? "";
    expect((await get(at({ signature: sign({ id: other, expires }) }))).status).toBe(404);
    expect((await get(at({}, `${other}.mp4`))).status).toBe(404);
    expect((await get(at({ signature: sign({ method: "PUT", expires }) }))).status).toBe(404);
    for (const method of ["POST", "PUT", "DELETE"]) expect((await get(at({}), {}, method)).status, method).toBe(405);
    expect((await get(at({ signature: sign({ expires }) }))).status).toBe(200);
  });
});

test.each([
  "/files/..%2f..%2fnextscene.db",
  "/files/../../nextscene.db",
  "/files/%2e%2e/%2e%2e/nextscene.db",
  "/files/..%5c..%5cnextscene.db",
  "/files/%2fetc%2fpasswd",
  "/files/ID.jpg%00",
  "/files/ID.jpg%00.png",
  "/files/ID%00.jpg",
  "/files/ID.jpg/",
  "/files/ID.jpg/x",
  "/files/.%2fID.jpg",
  "/files/%25%32%65.jpg",
  "/files/ID",
  "/files/ID.",
  "/v1/jobs/..%2f..%2fnextscene.db/video",
  "/v1/jobs/JOB%00/video",
  "/v1/jobs/JOB/thumbnail?step=..%2f..%2fx",
  "/v1/jobs/JOB/thumbnail?step=%00",
  "/v1/jobs/JOB/archive.zip%00",
  "/v1/jobs/JOB/..%2f..%2farchive.zip",
])("%s is a 404", async (address) => {
  const path = address.replace("ID", picture.id).replace("JOB", film.id);
  const query = path.startsWith("/files/") ? new URL(picture.url).search : "";
  const { status, body } = await get(path + query, { "x-api-key": testApp.api.key });
  expect([301, 308, 400, 404]).toContain(status);
  expect(body.includes("SQLite format")).toBe(false);
});

test("a symbolic link in place of a file is not followed, and an archive is complete without it", async () => {
  const sha256 = film.outputs[0]?.sha256 ?? "";
  const file = join(testApp.dataDir, "media", sha256.slice(0, 2), `${sha256}.mp4`);
  expect(existsSync(file)).toBe(true);
  const secret = join(testApp.dataDir, "secret.mp4");
  writeFileSync(secret, "a secret");
  renameSync(file, `${file}.away`);
  symlinkSync(secret, file);
  const headers = { "x-api-key": testApp.api.key };
  try {
    const [url = ""] = film.localUrl;
    for (const path of [url, `/v1/jobs/${film.id}/video`, `/v1/jobs/${film.id}/thumbnail`]) {
      const { status, body } = await get(path, headers);
      expect([path, status]).toEqual([path, 404]);
      expect(body.includes("a secret")).toBe(false);
    }
    const archive = await get(`/v1/jobs/${film.id}/archive.zip`, headers);
    expect([archive.status, archive.headers["content-length"]]).toEqual([200, String(archive.body.length)]);
    expect(archive.body.includes("a secret")).toBe(false);
    expect(archive.body.includes("input-1.jpg")).toBe(true);
  } finally {
    rmSync(file);
    renameSync(`${file}.away`, file);
  }
  expect(readdirSync(join(testApp.dataDir, "media", ".tmp"))).toEqual([]);
});

/** The stored files that the web process has open. */
function openFiles(): string[] {
  const folder = `/proc/${testApp.app.pids.web}/fd`;
  const media = join(testApp.dataDir, "media");
  return readdirSync(folder).flatMap((fd) => {
    try {
      const path = readlinkSync(join(folder, fd));
      return path.startsWith(media) ? [path] : [];
    } catch {
      return []; // closed in the meantime
    }
  });
}

test.runIf(process.platform === "linux")("readers that go away leave no file open", async () => {
  // Larger than what the connection holds, so that the app is in the middle of the file.
  const sound = join(testApp.dataDir, "long.wav");
  execFileSync(tools.ffmpeg, [
    "-nostdin",
    "-v",
    "error",
    "-f",
    "lavfi",
    "-i",
    "anoisesrc=d=100:r=48000:c=brown",
    sound,
  ]);
  const { url } = await uploaded(readFileSync(sound), "audio/wav");
  const { pathname, search, hostname, port, host } = new URL(url);
  const asked = `GET ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
  const leaves = async (requests: number, turns: number) => {
    const socket = connect(Number(port), hostname).on("error", () => {});
    await once(socket, "connect");
    socket.pause();
    socket.write(asked.repeat(requests));
    if (turns === 0) await expect.poll(openFiles).not.toEqual([]);
    // Some go before the app has looked at the request, some while it opens the file.
    for (let turn = 1; turn < turns; turn++) await new Promise(setImmediate);
    if (turns === 0) socket.end();
    socket.destroy();
  };
  // Of several requests at once on a connection, the later ones wait for the first one's answer.
  for (let nth = 0; nth < 10; nth++) await Promise.all([0, 3, 30, 90].map((turns) => leaves(1 + (nth % 3), turns)));
  await expect.poll(openFiles, { timeout: 20_000 }).toEqual([]);
});
