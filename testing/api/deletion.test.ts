import { createClient } from "@libsql/client";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { follow, upload } from "@/cli/film/api-client";
import type { Job, Output } from "@/lib/schemas/job";
import { sample } from "../sample";
import { deletedAtOnce, type SharedApp, sharedApp } from "../shared-app";

/**
 * DELETE /v1/jobs/{id} removes an ended job with everything that belongs to it alone: at once here, elsewhere after
 * `KEEP_DELETED_HOURS`.
 */

let testApp: SharedApp;
let picture: string;
beforeAll(async () => {
  testApp = await sharedApp(deletedAtOnce);
  picture = await upload(testApp.api, sample);
});
afterAll(() => testApp?.close());

const ask = (path: string, init: RequestInit = {}) =>
  fetch(new URL(path, testApp.api.url), { ...init, headers: { "x-api-key": testApp.api.key, ...init.headers } });
const remove = (job: Job) => ask(`/v1/jobs/${job.id}`, { method: "DELETE" });

function start(prompt: string, headers: Record<string, string> = {}): Promise<Response> {
  const input = [{ type: "image", url: picture }];
  const body = { model: "next-scene", input, options: { prompt, seed: 7 }, webhookUrl: testApp.receiver.url };
  const type = { "content-type": "application/json" };
  return ask("/v1/generate", { method: "POST", headers: { ...type, ...headers }, body: JSON.stringify(body) });
}
async function made(prompt: string, headers: Record<string, string> = {}): Promise<Job> {
  const job: Job = await (await start(prompt, headers)).json();
  await testApp.receiver.webhookOf(job.id);
  return follow(testApp.api, job, () => {});
}

/** The number of rows per table that refer to a job. */
async function rowsOf(job: Job): Promise<Record<string, number>> {
  const client = createClient({ url: `file:${testApp.dataDir}/nextscene.db`, timeout: 5000 });
  const { rows: tables } = await client.execute("select name from sqlite_master where type = 'table'");
  const counts: Record<string, number> = {};
  for (const { name } of tables) {
    const { rows } = await client.execute(`select * from "${name}"`);
    counts[String(name)] = rows.filter((row) => JSON.stringify(row).includes(job.id)).length;
  }
  client.close();
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

test("removes every row of the job, which then does not exist for any route", async () => {
  const job = await made("Gone.", { "idempotency-key": "gone-1" });
  expect(Object.keys(await rowsOf(job)).sort()).toEqual(
    expect.arrayContaining(["asset_uses", "calls", "deliveries", "events", "idempotency", "jobs", "outbox"]),
  );
  expect((await remove(job)).status).toBe(204);
  expect(await rowsOf(job)).toEqual({});
  for (const what of ["", "/events", "/video", "/video/metadata", "/thumbnail", "/archive.zip"]) {
    expect((await ask(`/v1/jobs/${job.id}${what}`)).status, what).toBe(404);
  }
  expect((await remove(job)).status).toBe(404);
});

test("an Idempotency-Key of a removed job starts a new one", async () => {
  const headers = { "idempotency-key": "again-1" };
  const job = await made("Again.", headers);
  expect((await start("Again.", headers)).headers.get("idempotent-replayed")).toBe("true");
  await remove(job);
  const anew = await start("Again.", headers);
  expect([anew.status, anew.headers.get("idempotent-replayed")]).toEqual([202, null]);
  const next: Job = await anew.json();
  expect(next.id).not.toBe(job.id);
  await follow(testApp.api, next, () => {});
});

test("inputs and outputs that another job shares are kept", async () => {
  const [job, other] = [await made("Shared."), await made("Shared.")];
  expect(other.outputs.map(({ id }) => id)).toEqual(job.outputs.map(({ id }) => id)); // reused, not made again
  expect((await remove(job)).status).toBe(204);
  const after: Job = await (await ask(`/v1/jobs/${other.id}`)).json();
  expect(after.inputs.map(({ id }) => `asset:${id}`)).toEqual([picture]);
  for (const { url, sizeBytes } of [
    ...after.inputs,
    ...after.outputs,
    ...after.steps.flatMap((step) => step.outputs),
  ]) {
    expect((await (await fetch(url)).arrayBuffer()).byteLength).toBe(sizeBytes);
  }
  expect((await ask(`/v1/jobs/${other.id}/archive.zip`)).status).toBe(200);
});

describe("the files of a removed job", () => {
  const keyframe = async (seed: number, url = picture): Promise<Job> => {
    const options = { prompt: "Own.", seed };
    const body = JSON.stringify({ model: "qwen-edit", input: [{ type: "image", url }], options });
    const sent = await ask("/v1/generate", { method: "POST", headers: { "content-type": "application/json" }, body });
    return follow(testApp.api, await sent.json(), () => {});
  };
  const statusOf = async (url: string | undefined) => {
    const response = await fetch(url ?? "");
    await response.arrayBuffer();
    return response.status;
  };

  test("are no longer served once no other job uses them", async () => {
    const [job, other] = [await keyframe(1), await keyframe(1)];
    const url = job.outputs[0]?.url;
    expect(other.outputs[0]?.url).toBe(url); // reused, not made again
    await remove(job);
    expect(await statusOf(url)).toBe(200);
    await remove(other);
    expect(await statusOf(url)).toBe(404);
    expect((await fetch(url ?? "", { method: "HEAD" })).status).toBe(404);
  });

  const jpeg = (width: number) => sharp(sample).resize(width).jpeg().toBuffer();
  const uploaded = async (bytes: Buffer): Promise<Output> => {
    const headers = { "content-type": "image/jpeg" };
    return (await ask("/v1/uploads", { method: "POST", headers, body: new Uint8Array(bytes) })).json();
  };

  test("include its fetched inputs, which an upload of the same bytes brings back", async () => {
    const bytes = await jpeg(64);
    const job = await keyframe(2, `data:image/jpeg;base64,${bytes.toString("base64")}`);
    await remove(job);
    expect(await statusOf(job.inputs[0]?.url)).toBe(404);
    expect((await uploaded(bytes)).id).toBe(job.inputs[0]?.id);
    expect(await statusOf(job.inputs[0]?.url)).toBe(200);
  });

  test("do not include uploads, which stay usable until their retention ends", async () => {
    const { id, url } = await uploaded(await jpeg(32));
    await remove(await keyframe(3, `asset:${id}`));
    expect(await statusOf(url)).toBe(200);
    expect((await keyframe(3, `asset:${id}`)).status).toBe("completed");
  });

  test("are scheduled for immediate removal", async () => {
    const job = await keyframe(4);
    await remove(job);
    const client = createClient({ url: `file:${testApp.dataDir}/nextscene.db`, timeout: 5000 });
    const args = [job.outputs[0]?.id ?? ""];
    const { rows } = await client.execute({ sql: "select expires_at from assets where id = ?", args });
    client.close();
    expect(Number(rows[0]?.expires_at)).toBeLessThanOrEqual(Date.now());
  });
});

test("deleting a running job is refused with an error that says what to do", async () => {
  const job: Job = await (await start("Still going.")).json();
  const response = await remove(job);
  expect([response.status, (await response.json()).detail]).toEqual([409, expect.stringContaining("Cancel it first")]);
  expect((await follow(testApp.api, job, () => {})).status).toBe("completed");
});
