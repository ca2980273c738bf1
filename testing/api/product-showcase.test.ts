import sharp, { type Sharp } from "sharp";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { ApiError } from "@/lib/client/api-error";
import { createClient } from "@/lib/client/client";
import type { GenerateBody } from "@/lib/schemas/generate";
import type { Job, Step } from "@/lib/schemas/job";
import { sandboxOf } from "../sandbox-admin";
import { type SharedApp, sharedApp } from "../shared-app";

/** A product showcase through the public API: what is cut out, composed and re-taken, and what is painted for it. */

let testApp: SharedApp;
let sandbox: ReturnType<typeof sandboxOf>;
let client: ReturnType<typeof createClient>;
beforeAll(async () => {
  testApp = await sharedApp();
  sandbox = sandboxOf(testApp);
  client = createClient(testApp.api);
}, 600_000);
afterAll(() => testApp?.close());
afterEach(() => sandbox.fault());

const patience = { timeout: 900_000 };
const size = 320;

/** A shaded ball with a neck, before a plain ground or none. */
function product(ground: number | null) {
  const data = Buffer.alloc(size * size * 4);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const inBall = Math.hypot(x - 160, y - 190) < 90;
      const isProduct = inBall || (Math.abs(x - 160) < 26 && y > 40 && y < 130);
      const light = 60 + Math.round(120 * (1 - x / size));
      const own = isProduct ? [light + 60, light / 3, 40, 255] : [ground ?? 0, ground ?? 0, ground ?? 0, 255];
      if (!isProduct && ground === null) own[3] = 0;
      data.set(own, (y * size + x) * 4);
    }
  return sharp(data, { raw: { width: size, height: size, channels: 4 } });
}
const urlOf = (type: string, bytes: Buffer) => `data:image/${type};base64,${bytes.toString("base64")}`;
const asJpeg = async (picture: Sharp) => urlOf("jpeg", await picture.removeAlpha().jpeg().toBuffer());
const nothing = () => asJpeg(sharp({ create: { width: size, height: size, channels: 3, background: "#8a8a8a" } }));

type Input = NonNullable<GenerateBody["input"]>;
const start = (input: Input, options: Record<string, unknown> = {}, more: Partial<GenerateBody> = {}) =>
  client.generate({
    ...{ model: "product-showcase", input },
    options: { name: "Aura", product_type: "food", seconds: 5, ...options },
    ...more,
  });
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => (error instanceof ApiError ? error : undefined),
  );
async function reviewed({ id }: Job): Promise<Job> {
  for await (const job of client.events(id)) if (job.status === "awaiting_review") return job;
  throw new Error(`The job did not wait for a review: ${JSON.stringify((await client.job(id)).error)}`);
}
function step(job: Job, key: string): Step {
  const found = job.steps.find((one) => one.key === key);
  if (!found) throw new Error(`There is no step "${key}".`);
  return found;
}
const painted = async () => (await sandbox.submits()).length;

test("pictures of any kind become two films, a preview and stills; a film is made again alone", patience, async () => {
  const input: Input = [
    { type: "image", url: urlOf("png", await product(null).png().toBuffer()) },
    { type: "image", url: await asJpeg(product(235).rotate(90).withMetadata({ orientation: 8 })) },
    { type: "image", url: await asJpeg(product(235).removeAlpha().toColourspace("cmyk")) },
    { type: "image", url: await asJpeg(product(255).resize(160)), field: "logo" },
  ];
  const options = { selling_points: ["Single origin", "烘焙当日发货"], call_to_action: "Order" };
  const before = await painted();
  const job = await reviewed(await start(input, options, { review: ["the scene"], quality: "on" }));
  expect(job.review.awaiting).toEqual({ key: "scene", title: "the scene" });
  expect(["cut.1", "cut.2", "cut.3", "background", "scene"].map((key) => step(job, key).status)).toEqual(
    Array.from({ length: 5 }, () => "succeeded"),
  );
  expect(step(job, "tall").status).toBe("pending");
  expect(step(job, "background").prompt).toContain("台面");
  expect(await painted()).toBe(before + 1);

  const done = await client.wait(await client.approve(job.id));
  expect(done).toMatchObject({ status: "completed", error: null, result: { product_type: "food" }, warnings: [] });
  const films = done.outputs.filter(({ type }) => type === "video");
  expect(films.map(({ step, width, height, duration }) => ({ step, width, height, duration }))).toEqual([
    { step: "tall", width: 1080, height: 1920, duration: 5 },
    { step: "square", width: 1080, height: 1080, duration: 5 },
  ]);
  const [preview] = done.outputs.filter(({ contentType }) => contentType === "image/gif");
  expect(preview?.sizeBytes).toBeLessThan(5 * 1024 * 1024);
  expect(preview?.duration).toBeCloseTo(5, 1);
  expect(done.outputs.filter(({ type }) => type === "image").map(({ width, height }) => [width, height])).toEqual([
    [1080, 1920],
    [1080, 1920],
    [1080, 1080],
  ]);

  const again = await client.wait(await client.retake(job.id, "square", { continue: true }));
  expect(again.status).toBe("completed");
  expect(step(again, "square").takes).toHaveLength(2);
  for (const key of ["tall", "preview", "scene"])
    expect(step(again, key).outputs.map(({ id }) => id)).toEqual(step(done, key).outputs.map(({ id }) => id));
  expect(await painted()).toBe(before + 1);
});

test("a picture of nothing ends the job in words, and nothing is painted", patience, async () => {
  const before = await painted();
  const input: Input = [
    { type: "image", url: await asJpeg(product(235)) },
    { type: "image", url: await nothing() },
  ];
  const job = await client.wait(await start(input, { product_type: undefined }));
  expect(job).toMatchObject({ status: "failed", error: { step: "cut.2" }, cost: { actual: 0 } });
  const reason = step(job, "cut.2").error?.message ?? "";
  expect(reason).toMatch(/^cut-out: .+ clear subject/);
  expect(job.error?.message).toContain(reason);
  expect(await painted()).toBe(before);
});

test("a request that cannot be met is refused at its field, and no job is stored", patience, async () => {
  const url = await asJpeg(product(235));
  const one: Input = [{ type: "image", url }];
  const before = (await client.jobs()).data.length;
  const refused = [
    [() => start(one, { name: "A".repeat(500) }), "/options/name"],
    [() => start(one, { platform: "douyin", selling_points: ["short", "A".repeat(50)] }), "/options/selling_points"],
    [() => start(one, { selling_points: Array.from({ length: 7 }, () => "More") }), "/options/selling_points"],
    [() => start(one, { colors: ["red"] }), "/options/colors/0"],
    [() => start(one, { seconds: 30 }), "/options/seconds"],
    [() => start([]), "/input"],
    [() => start(Array.from({ length: 7 }, () => ({ type: "image" as const, url }))), "/input"],
    [() => start([...one, { type: "image", url, field: "label" }]), "/input/1/field"],
  ] as const;
  for (const [work, pointer] of refused) {
    const error = await refusal(work());
    expect([error?.status, error?.errors[0]?.pointer]).toEqual([400, pointer]);
  }
  expect((await client.jobs()).data).toHaveLength(before);
});
