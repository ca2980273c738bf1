import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { JobRow } from "@/db/jobs";
import type { Key } from "@/db/keys";
import { qwenEdit } from "@/lib/services";

/** What a result given by hand is in the ledger, on a real database file and a real disk store; no service is asked. */

let dir: string;
let house: Awaited<ReturnType<typeof open>>;
let owner: Key;

async function open() {
  const [assets, calls, client, jobs, keys, migrate, store, ledger, edit, retake, overrides] = await Promise.all([
    import("@/db/assets"),
    import("@/db/calls"),
    import("@/db/core/client"),
    import("@/db/jobs"),
    import("@/db/keys"),
    import("@/db/core/migrate"),
    import("@/lib/storage/current"),
    import("../calls/ledger"),
    import("./edit"),
    import("./retake"),
    import("./step-overrides"),
  ]);
  return {
    ...assets,
    ...calls,
    ...client,
    ...jobs,
    ...keys,
    ...migrate,
    ...store,
    ...ledger,
    ...edit,
    ...retake,
    ...overrides,
  };
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "edit-"));
  Object.assign(process.env, { DATA_DIR: dir, DATABASE_URL: `file:${dir}/edit.db`, S3_BUCKET: "" });
  house = await open();
  await house.migrateDatabase();
  const id = await house.ensureFirstKey();
  const found = await house.validKey(id);
  if (!found) throw new Error("There is no key.");
  owner = found;
});
afterAll(async () => {
  await house.closeDatabase();
  await rm(dir, { recursive: true });
});

async function keep(content: string) {
  const path = house.store().tempPath();
  await writeFile(path, content);
  const sha256 = Buffer.from(content).toString("hex").padEnd(64, "0");
  const storageKey = `${sha256.slice(0, 2)}/${sha256}.png`;
  await house.store().put(storageKey, path, { contentType: "image/png", sha256 });
  const kind = { type: "image" as const, contentType: "image/png", extension: "png", sizeBytes: content.length };
  return `asset:${(await house.addAsset({ keyId: owner.id, sha256, storageKey, ...kind })).asset.id}`;
}

const failure = { code: "service_failed", message: "No snow.", step: null, service: null, retryable: true };
const key = qwenEdit.id;
const id = "00000000-0000-7000-8000-000000000001";
const now = async () => (await house.findJob(id)) as JobRow;
/** As the job's run opens its call, in the generation that it is in. */
async function run(input: Record<string, unknown>) {
  const { changes, generation } = await now();
  const { by, asked, change } = house.callsAsChanged(changes)(key, qwenEdit, input);
  return house.openInLedger({ jobId: id, key, generation, tryNumber: 1, service: by, input: asked, change });
}

test("a result given by hand is a take of its own that costs nothing, ends with a re-take and can be chosen again", async () => {
  const [picture, painted, own] = [await keep("picture"), await keep("painted"), await keep("own")];
  const input = qwenEdit.input.parse({ image: picture, prompt: "Snow." });
  const base = { keyId: owner.id, model: "qwen-edit", priority: "normal" as const, options: {} };
  const plan = [{ key, service: "qwen-edit", seconds: 1, endsAt: 1 }];
  await house.addJob({ id, ...base, input, plan });
  await house.startJob(id, "run");
  const call = await run(input);
  await house.transitionCall(call, "succeed", { output: { image: painted, images: [painted] } });
  await house.endJob(await now(), { status: "completed", output: { image: painted } });

  const quote = await house.quoteEdit(await now(), key, { output: { image: own } });
  expect([quote.cost.estimated, quote.steps]).toEqual([0, []]);
  await house.editStep(await now(), key, { output: { image: own } }, owner);
  const edited = await run(input);
  expect(edited).toMatchObject({ status: "succeeded", output: { image: own, images: [own] }, cost: 0, attempt: 0 });
  await house.startJob(id, "run");
  await house.endJob(await now(), { status: "completed", output: { image: own } });
  const { engineStarts } = await now();
  const again = await house.editStep(await now(), key, { output: { image: own } }, owner);
  expect([again.status, again.engineStarts]).toEqual(["completed", engineStarts]);

  await house.retakeStep(await now(), key, { prompt: "Rain." }, owner);
  expect(await run(input)).toMatchObject({ status: "pending", input: { prompt: "Rain." } });
  await house.startJob(id, "run");
  await house.endJob(await now(), { status: "failed", error: failure });
  await house.chooseTake(await now(), key, { take: 2 }, owner);
  expect((await run(input)).id).toBe(edited.id);
});
