import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { upload } from "@/cli/film/api-client";
import { createClient } from "@/lib/client/client";
import { tools } from "@/lib/media/testing/made";
import type { Job } from "@/lib/schemas/job";
import { type Caller, callerOf } from "../caller";
import { sample } from "../sample";
import { type SharedApp, sharedApp } from "../shared-app";

/** The archive of a film that was cut with a person's own files, and its edit list. */

const folder = mkdtempSync(join(tmpdir(), "nextscene-cut-archive-"));
let testApp: SharedApp;
let client: ReturnType<typeof createClient>;
let caller: Caller;
let film: Job;
beforeAll(async () => {
  testApp = await sharedApp();
  client = createClient(testApp.api);
  caller = callerOf(testApp, testApp.api.key);
  const options = { prompt: "The tide turns.", width: 160, height: 96, seed: 7, join_provider: "local:join-clips" };
  const input = [{ type: "image" as const, url: await upload(testApp.api, sample) }];
  film = await client.wait(await client.generate({ model: "next-scene", input, options }));
}, 600_000);
afterAll(async () => {
  await testApp?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A file of the user's that ffmpeg makes of a source. */
async function ownFile(name: string, source: string): Promise<{ ref: string; bytes: Buffer }> {
  const path = join(folder, name);
  execFileSync(tools.ffmpeg, ["-v", "error", "-f", "lavfi", "-i", source, "-y", path]);
  return { ref: await upload(testApp.api, path), bytes: readFileSync(path) };
}

const otioPath = () => `/v1/jobs/${film.id}/cut/otio`;

/** The archive, unpacked with an independent program. */
async function unpacked(): Promise<Map<string, Buffer>> {
  const zip = join(folder, "film.zip");
  writeFileSync(zip, Buffer.from(await (await caller.get(`/v1/jobs/${film.id}/archive.zip`)).arrayBuffer()));
  const to = mkdtempSync(join(folder, "unpacked-"));
  const script = "import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); z.extractall(sys.argv[2])";
  execFileSync("python3", ["-c", script, zip, to]);
  return new Map(readdirSync(to).map((name) => [name, readFileSync(join(to, name))]));
}

type Reference = { OTIO_SCHEMA: string; target_url?: string };
/** Every reference to a file in an edit list. */
function referencesIn(list: unknown): Reference[] {
  const found: Reference[] = [];
  JSON.stringify(list, (_, value) => {
    if (typeof value?.OTIO_SCHEMA === "string" && value.OTIO_SCHEMA.includes("Reference.")) found.push(value);
    return value;
  });
  return found;
}

test("the archive has the music, the voice-over and the clip that were uploaded for the cut; a lost one is missing", {
  timeout: 600_000,
}, async () => {
  const music = await ownFile("music.mp3", "sine=f=300:d=1");
  const voice = await ownFile("voice.mp3", "sine=f=900:d=1");
  const clip = await ownFile("clip.mp4", "testsrc2=s=160x96:d=1");
  const shots = [{ clip: "clip.1" }, { clip: clip.ref }];
  const body = { shots, music: { url: music.ref }, voice: { url: voice.ref } };
  expect(await client.wait(await client.cut(film.id, body))).toMatchObject({ status: "completed" });

  const files = await unpacked();
  const references = referencesIn(JSON.parse(String(files.get("film.otio"))));
  const named = references.map(({ OTIO_SCHEMA, target_url }) => [OTIO_SCHEMA, files.has(target_url ?? "")]);
  expect(named).toEqual(references.map(() => ["ExternalReference.1", true]));
  const bytes = references.map(({ target_url }) => files.get(target_url ?? ""));
  for (const own of [music, voice, clip]) expect(bytes).toContainEqual(own.bytes);

  // The same files at the address of the list alone.
  const list = await (await caller.get(otioPath())).json();
  for (const { target_url } of referencesIn(list)) expect((await fetch(target_url ?? "")).status).toBe(200);

  const media = join(testApp.dataDir, "media");
  const stored = readdirSync(media, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const lost = stored.map(({ parentPath, name }) => join(parentPath, name));
  for (const path of lost.filter((one) => readFileSync(one).equals(music.bytes))) rmSync(path);
  const left = await unpacked();
  const now = referencesIn(JSON.parse(String(left.get("film.otio"))));
  expect(now.map(({ OTIO_SCHEMA }) => OTIO_SCHEMA).filter((schema) => schema === "MissingReference.1")).toHaveLength(1);
  for (const { OTIO_SCHEMA, target_url } of now) {
    if (OTIO_SCHEMA === "MissingReference.1") expect(target_url).toBeUndefined();
    else expect([target_url, left.has(target_url ?? "")]).toEqual([target_url, true]);
  }
});

test("the edit list and its timeline have the name of the job", async () => {
  const named = async () => {
    const answer = await caller.get(otioPath());
    return [decodeURIComponent(answer.headers.get("content-disposition") ?? ""), (await answer.json()).name];
  };
  const plain = `next-scene-${film.id}`;
  expect(await named()).toEqual([expect.stringContaining(`${plain}.otio`), plain]);
  await caller.send("PATCH", `/v1/jobs/${film.id}`, { title: "最后: the tide?" });
  expect(await named()).toEqual([expect.stringContaining("最后 the tide.otio"), "最后 the tide"]);
  const zipped = JSON.parse(String((await unpacked()).get("film.otio")));
  expect(zipped.name).toBe("最后 the tide");
});
