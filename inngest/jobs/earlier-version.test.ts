import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@libsql/client";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { nextScene } from "../workflows/next-scene";

/** Migrates a database of the version before calls had keys, with a film in progress in it. */

const folder = mkdtempSync(join(tmpdir(), "nextscene-earlier-"));
const id = "0198aaaa-0000-7000-8000-000000000001";
const input = nextScene.input.parse({ image: "asset:picture", prompt: "write the scenes", seed: 7 });
const story = "Next Scene: a lake\n\nNext Scene: a hill\n\nNext Scene: a town";
const planned = (name: string, service: string) => ({ name, service, seconds: 1, endsAt: 1, price: 0.25 });
const changed = { input: { prompt: "join the film" }, service: "qwen-edit", again: 2 };

/** The ledger of the earlier version: a written story, a finished keyframe and one in progress at its service. */
const rows = [
  ["write the scenes", "qwen-vl", "succeeded", { text: story }, null],
  ["scene 1: keyframe", "qwen-edit", "succeeded", { image: "asset:one" }, null],
  ["scene 2: keyframe", "qwen-edit", "waiting", null, changed],
] as const;

beforeAll(async () => {
  vi.stubEnv("DATA_DIR", folder);
  const { migrateDatabase } = await import("@/db/core/migrate");
  const earlier = join(folder, "migrations");
  cpSync("db/migrations", earlier, { recursive: true });
  const journalFile = join(earlier, "meta/_journal.json");
  const journal = JSON.parse(readFileSync(journalFile, "utf8")) as { entries: { tag: string }[] };
  const until = journal.entries.findIndex(({ tag }) => tag === "0011_keys");
  writeFileSync(journalFile, JSON.stringify({ ...journal, entries: journal.entries.slice(0, until) }));
  await migrateDatabase(earlier);

  const database = createClient({ url: `file:${folder}/nextscene.db`, timeout: 5000 });
  const add = (table: string, row: Record<string, unknown>) =>
    database.execute({
      sql: `insert into ${table} (${Object.keys(row).join(", ")}) values (${Object.keys(row).map(() => "?")})`,
      args: Object.values(row).map((value) =>
        value === null || typeof value !== "object" ? (value as string) : JSON.stringify(value),
      ),
    });
  const job = { key_id: "key", model: "next-scene", status: "running", priority: "normal", options: {}, retries: 1 };
  await add("jobs", {
    ...{ ...job, id, starts: 3, input, awaiting: "the keyframes", approved: ["the keyframes"] },
    plan: [planned("write the scenes", "qwen-vl"), planned("scene 1: keyframe", "qwen-edit")],
    changes: { "scene 2: keyframe": changed },
    only: ["scene 2: keyframe"],
    error: { code: "service_failed", message: "join the film", step: "scene 3: clip", service: null, retryable: true },
  });
  const alone = { ...job, model: "wan-talk", status: "queued", input: {}, changes: {}, plan: [] };
  await add("jobs", { ...alone, id: "alone", plan: [planned("let a picture speak", "wan-talk")] });
  for (const [name, service, status, output, change] of rows) {
    const call = {
      id: `call ${name}`,
      job_id: id,
      name,
      generation: 0,
      used_in: 1,
      service,
      status,
      input: {},
      output,
    };
    await add("calls", { ...call, change, request_hash: name, token_hash: "token", release_due: 0 });
  }
  await add("events", { job_id: id, key_id: "key", type: "step", step: "scene 1: keyframe" });
  database.close();
  await migrateDatabase();
});

afterAll(async () => {
  const { closeDatabase } = await import("@/db/core/client");
  await closeDatabase();
  rmSync(folder, { recursive: true, force: true });
});

test("the job keeps its plan, its changes and its reviews under the new keys, and its texts unchanged", async () => {
  const { findJob } = await import("@/db/jobs");
  const { name: _, ...price } = planned("", "");
  const { again: variant, ...kept } = changed;
  expect(await findJob(id)).toMatchObject({
    ...{ engineStarts: 3, generation: 1, input, awaiting: "keyframes", approved: ["keyframes"] },
    plan: [
      { ...price, key: "scenes", service: "qwen-vl" },
      { ...price, key: "keyframe.1", service: "qwen-edit" },
    ],
    changes: { "keyframe.2": { ...kept, variant } },
    only: ["keyframe.2"],
    error: { step: "clip.3", message: "join the film" },
  });
  expect(await findJob("alone")).toMatchObject({ plan: [{ key: "wan-talk" }], only: null, error: null, changes: {} });
  const { eventsAfter } = await import("@/db/events");
  expect(await eventsAfter(0)).toMatchObject([{ step: "keyframe.1" }]);
});

test("each of its calls is found by its key in the recipe, so nothing is submitted a second time", async () => {
  const { findInLedger } = await import("../calls/ledger");
  const { serviceOf } = await import("../registry");
  const found: [string, string][] = [];
  const expected = new Map([
    ["scenes", "call write the scenes"],
    ["keyframe.1", "call scene 1: keyframe"],
    ["keyframe.2", "call scene 2: keyframe"],
  ]);
  for (const key of expected.keys()) {
    const service = serviceOf(key === "scenes" ? "qwen-vl" : "qwen-edit");
    const known = await findInLedger({ jobId: id, key, generation: 1, service, input: {} });
    found.push([key, known?.call?.id ?? "none"]);
  }
  expect(new Map(found)).toEqual(expected);
  const { callsOf } = await import("@/db/calls");
  const calls = await callsOf([id]);
  expect(calls.length).toBe(rows.length);
  expect(calls.find(({ key }) => key === "keyframe.2")?.change).toEqual({
    ...{ input: changed.input, service: "qwen-edit", variant: 2 },
  });
});

test("the calls that its pods began stay with them, although the settings now name vendors", async () => {
  vi.stubEnv("LANGUAGE", "openai:gpt-5.1");
  vi.stubEnv("IMAGE_EDIT", "fal:nano-banana");
  const { begunBy, callsOf } = await import("@/db/calls");
  const { callsAsChanged } = await import("./step-overrides");
  const { imageEdit, language } = await import("@/lib/roles");
  const { prompt, image } = input;
  const made = callsAsChanged({}, { began: begunBy(await callsOf([id])) });
  expect(made("scenes", language, { prompt, images: [image], system: "Be brief." })).toMatchObject({
    by: { id: "qwen-vl" },
    asked: { image, prompt, system_prompt: "Be brief." },
  });
  const painting = { image, prompt, width: 512, height: 768, seed: 7, fit: "nearest" };
  expect(made("keyframe.1", imageEdit, painting)).toMatchObject({
    by: { id: "qwen-edit" },
    asked: { image, prompt, width: 512, height: 768, seed: 7 },
  });
  expect(made("keyframe.2", imageEdit, painting)).toMatchObject({ by: { id: "qwen-edit" } });
  expect(made("keyframe.3", imageEdit, painting)).toMatchObject({ by: { id: "image-edit" }, asked: painting });
});
