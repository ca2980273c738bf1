import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createApiKey } from "@/cli/supervisor/database";
import { createClient } from "@/lib/client/client";
import { sample, startApp, type TestApp } from "../app";
import { callerOf } from "../caller";
import { sandboxOf } from "../sandbox-admin";

/** A starred picture with a name is used by `@name`: the job gets the picture, and its texts say the name. */

let testApp: TestApp;
let client: ReturnType<typeof createClient>;
beforeAll(async () => {
  testApp = await startApp({ SANDBOX_INSTANT: "1", IMAGE_EDIT: "fal:nano-banana" });
  client = createClient(testApp.api);
}, 600_000);
afterAll(() => testApp?.close());

/** A starred picture of the library, each of its own width. */
async function named(name: string, width: number): Promise<string> {
  const bytes = await sharp(sample).resize(width).jpeg().toBuffer();
  const { id } = await client.upload(new Uint8Array(bytes), { type: "image/jpeg" });
  await client.request("PATCH", `/v1/library/${id}`, { name, starred: true });
  return id;
}
const asked = { style: "nature", duration: 10, shots: 1, seed: 5, include_audio: false };
const film = async (topic: string, input: { type: "image"; url: string }[] = [], by = client) =>
  by.wait(await by.generate({ model: "topic-film", input, options: { ...asked, topic } }));

test("the pictures of the name are references, each once, and the painter reads the name", {
  timeout: 600_000,
}, async () => {
  const front = await named("Maria.jpg", 64);
  const side = await named("maria", 72);
  const other = await named("Red Umbrella.png", 80);
  const job = await film("A day of @maria, and nobody@maria.example.", [{ type: "image", url: `asset:${side}` }]);
  expect(job.status).toBe("completed");
  expect(job.inputs.map(({ id }) => id)).toEqual([side, front]);
  expect(job.options.topic).toBe("A day of @maria, and nobody@maria.example.");
  const texts = JSON.stringify(job.steps.map(({ prompt }) => prompt));
  expect(texts).toContain("Maria");
  expect(texts.replaceAll("nobody@maria.example", "")).not.toContain("@maria");
  // A copy of the job is the same request: nothing is added twice.
  const again = await film(
    String(job.options.topic),
    job.inputs.map(({ id }) => ({ type: "image", url: `asset:${id}` })),
  );
  expect(again.inputs.map(({ id }) => id)).toEqual([side, front]);
  const both = await film("@red-umbrella beside @MARIA");
  expect(both.inputs.map(({ id }) => id)).toEqual([other, front, side]);
});

test("a film from a picture has the named person in its keyframes, if its painter takes references", {
  timeout: 600_000,
}, async () => {
  const eve = await named("Eve", 88);
  const picture = { type: "image" as const, url: `asset:${await named("The hall", 160)}` };
  const body = {
    model: "next-scene",
    input: [picture],
    options: { prompt: "@eve walks in.", width: 160, height: 160 },
  };
  const job = await client.wait(await client.generate(body));
  expect(job.status).toBe("completed");
  const keyframes = job.steps.filter(({ key }) => key.startsWith("keyframe."));
  expect(keyframes.length).toBeGreaterThan(0);
  for (const { inputs } of keyframes) expect(inputs.map(({ id }) => id)).toEqual([job.inputs[0]?.id, eve]);

  const bare = { ...body, options: { ...body.options, image_edit_provider: "pod:qwen-edit" } };
  expect(await client.generate(bare).catch((refusal: unknown) => refusal)).toMatchObject({
    status: 400,
    errors: [{ pointer: "/options/image_edit_provider", detail: expect.stringContaining("takes no further pictures") }],
  });
  expect((await client.jobs({ limit: 1 })).data[0]?.id).toBe(job.id);
});

test("a re-take names pictures, too; choosing among its takes makes nothing again", { timeout: 600_000 }, async () => {
  const ann = await named("Ann", 120);
  const boat = await named("Old Boat", 124);
  const { id } = await film("A day of @ann");
  const frame = async () => (await client.job(id)).steps.find(({ key }) => key === "frame.1");
  const files = async () => (await frame())?.inputs.map((one) => one.id);
  const made = async (work: Promise<{ id: string }>) => client.wait((await work).id);
  expect(await files()).toEqual([ann]);
  const first = await frame();
  await made(client.retake(id, "frame.1", { prompt: "@old-boat at the pier" }));
  expect([await files(), (await frame())?.prompt]).toEqual([[ann, boat], "Old Boat at the pier"]);
  const submits = (await sandboxOf(testApp).submits()).length;
  await made(client.choose(id, "frame.1", 1));
  expect(await files()).toEqual([ann]);
  await made(client.choose(id, "frame.1", 2));
  expect(await files()).toEqual([ann, boat]);
  expect((await sandboxOf(testApp).submits()).length).toBe(submits);
  const asFirst = client.retake(id, "frame.1", { prompt: first?.prompt, seed: first?.seed });
  await expect(asFirst).rejects.toMatchObject({ status: 409, take: 1 });
  await made(client.retake(id, "frame.1", { prompt: "The pier without it" }));
  expect(await files()).toEqual([ann]);
});

test("a name without its star, of another key, or of a workflow without references stays a text", {
  timeout: 600_000,
}, async () => {
  const id = await named("Lighthouse", 88);
  const stranger = createClient({ ...testApp.api, key: (await createApiKey(testApp.app.settings, "a stranger")).key });
  expect((await film("The @lighthouse at dawn", [], stranger)).inputs).toEqual([]);
  expect((await film("The @lighthouse at dawn")).inputs.map((one) => one.id)).toEqual([id]);
  await client.request("PATCH", `/v1/library/${id}`, { starred: false });
  expect((await film("The @lighthouse at dusk")).inputs).toEqual([]);
});

test("more pictures than the workflow takes are refused before anything is paid", { timeout: 600_000 }, async () => {
  for (let i = 0; i < 5; i++) await named("Crowd", 100 + i);
  const caller = callerOf(testApp, testApp.api.key);
  const refused = await caller.post("/v1/generate", { model: "topic-film", options: { ...asked, topic: "A @crowd" } });
  expect([refused.status, await refused.json()]).toMatchObject([400, { errors: [{ detail: "At most 4 pictures." }] }]);
});
