import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { JobRow } from "@/db/jobs";
import type { Key } from "@/db/keys";
import { qwenEdit } from "@/lib/services";
import { inputOfTry } from "../tries";

/** Takes in the ledger, on a real database file and a real disk store, without services. */

let dir: string;
let testApp: Awaited<ReturnType<typeof open>>;
let owner: Key;

async function open() {
  const [assets, calls, openings, moves, client, jobs, keys, migrate, store, ledger, edit, retake, overrides, takes] =
    await Promise.all([
      import("@/db/assets"),
      import("@/db/calls"),
      import("@/db/open-call"),
      import("@/db/call-moves"),
      import("@/db/core/client"),
      import("@/db/jobs"),
      import("@/db/keys"),
      import("@/db/core/migrate"),
      import("@/lib/storage/current"),
      import("../calls/ledger"),
      import("./edit"),
      import("./retake"),
      import("./step-overrides"),
      import("./takes"),
    ]);
  return {
    ...assets,
    ...calls,
    ...openings,
    ...moves,
    ...client,
    ...jobs,
    ...keys,
    ...migrate,
    ...store,
    ...ledger,
    ...edit,
    ...retake,
    ...overrides,
    ...takes,
  };
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "edit-"));
  Object.assign(process.env, { DATA_DIR: dir, DATABASE_URL: `file:${dir}/edit.db`, S3_BUCKET: "" });
  testApp = await open();
  await testApp.migrateDatabase();
  const id = await testApp.ensureFirstKey();
  const found = await testApp.validKey(id);
  if (!found) throw new Error("There is no key.");
  owner = found;
});
afterAll(async () => {
  await testApp.closeDatabase();
  await rm(dir, { recursive: true });
});

async function keep(content: string) {
  const path = testApp.store().tempPath();
  await writeFile(path, content);
  const sha256 = Buffer.from(content).toString("hex").padEnd(64, "0");
  const storageKey = `${sha256.slice(0, 2)}/${sha256}.png`;
  await testApp.store().put(storageKey, path, { contentType: "image/png", sha256 });
  const kind = { type: "image" as const, contentType: "image/png", extension: "png", sizeBytes: content.length };
  return `asset:${(await testApp.addAsset({ keyId: owner.id, sha256, storageKey, ...kind })).asset.id}`;
}

const failure = { code: "service_failed", message: "No snow.", step: null, service: null, retryable: true };
const key = qwenEdit.id;
let id = "";
const now = async () => (await testApp.findJob(id)) as JobRow;
/** Opens the call like the job's run, in the present generation. */
async function run(input: Record<string, unknown>, tryNumber = 1) {
  const { changes, generation } = await now();
  const { by, asked, change } = testApp.callsAsChanged(changes)(key, qwenEdit, input);
  const given = inputOfTry(asked, tryNumber);
  const wanted = { jobId: id, key, generation, tryNumber, input: given, change };
  const found = await testApp.findInLedger({ ...wanted, service: by });
  return found?.call ?? testApp.openCall({ ...wanted, service: by.id, requestHash: found?.hash ?? "" });
}

/** A job that has begun. */
async function begin(input: Record<string, unknown>) {
  id = uuidv7();
  const base = { keyId: owner.id, model: key, priority: "normal" as const, options: {} };
  await testApp.addJob({ id, ...base, input, plan: [{ key, service: key, seconds: 1, endsAt: 1 }] });
  await testApp.startJob(id, "run");
}

async function finish(image: string) {
  await testApp.startJob(id, "run");
  await testApp.endJob(await now(), { status: "completed", output: { image } });
}

test("a result given by hand is a take of its own that costs nothing, ends with a re-take and can be chosen again", async () => {
  const [picture, painted, own] = [await keep("picture"), await keep("painted"), await keep("own")];
  const input = qwenEdit.input.parse({ image: picture, prompt: "Snow." });
  await begin(input);
  const call = await run(input);
  await testApp.transitionCall(call, "succeed", { output: { image: painted, images: [painted] } });
  await finish(painted);

  const quote = await testApp.quoteEdit(await now(), key, { output: { image: own } });
  expect([quote.cost.estimated, quote.steps]).toEqual([0, []]);
  await testApp.editStep(await now(), key, { output: { image: own } }, owner);
  const edited = await run(input);
  expect(edited).toMatchObject({ status: "succeeded", output: { image: own, images: [own] }, cost: 0, attempt: 0 });
  await finish(own);
  const { engineStarts } = await now();
  const again = await testApp.editStep(await now(), key, { output: { image: own } }, owner);
  expect([again.status, again.engineStarts]).toEqual(["completed", engineStarts]);

  await testApp.retakeStep(await now(), key, { prompt: "Rain." }, owner);
  expect(await run(input)).toMatchObject({ status: "pending", input: { prompt: "Rain." } });
  await testApp.startJob(id, "run");
  await testApp.endJob(await now(), { status: "failed", error: failure });
  await testApp.chooseTake(await now(), key, { take: 2 }, owner);
  expect((await run(input)).id).toBe(edited.id);
});

test.each([
  ["a seed", { seed: 7 }],
  ["no seed", {}],
])(
  "with %s, tries are takes of one step: the last one counts, each runs once, and another can be chosen",
  async (_, seed) => {
    const picture = await keep("picture");
    const input = qwenEdit.input.parse({ image: picture, prompt: `Hail on ${JSON.stringify(seed)}.`, ...seed });
    await begin(input);
    const images = [await keep("first"), await keep("second")] as const;
    const made = [];
    for (const [i, image] of images.entries()) {
      const call = await run(input, i + 1);
      await testApp.transitionCall(call, "succeed", { output: { image, images: [image] } });
      await testApp.noteVerdict(call, i === 0 ? "Too dark." : null);
      made.push(call.id);
    }
    expect([(await run(input, 1)).id, (await run(input, 2)).id]).toEqual(made);
    const rows = await testApp.callsOf([id]);
    expect(rows.map(({ tryNumber, rejection }) => [tryNumber, rejection])).toEqual([
      [1, "Too dark."],
      [2, null],
    ]);
    expect(testApp.currentCalls(rows).get(key)?.id).toBe(made[1]);
    await finish(images[1]);

    await testApp.chooseTake(await now(), key, { take: 1 }, owner);
    expect((await run(input)).id).toBe(made[0]);
    await finish(images[0]);
    await testApp.chooseTake(await now(), key, { take: 2 }, owner);
    expect((await run(input)).id).toBe(made[1]);
    const takes = testApp.takesOf(await testApp.callsOf([id])).get(key);
    expect(takes?.map(({ call, chosen }) => [call.id, chosen])).toEqual([
      [made[0], false],
      [made[1], true],
    ]);
  },
);
