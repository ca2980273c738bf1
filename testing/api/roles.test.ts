import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { follow, generate } from "@/cli/film/api-client";
import type { Job } from "@/lib/schemas/job";
import { startApp, type TestApp } from "../app";
import { sandboxOf } from "../sandbox-admin";

/** Roles: asked for without naming who does it, and made by vendors. The sandbox stands in for each, and counts. */

let app: TestApp;
let sandbox: ReturnType<typeof sandboxOf>;
beforeAll(async () => {
  app = await startApp({ SANDBOX_INSTANT: "1", TEXT_TO_IMAGE: "openai:gpt-image-1.5, openai:gpt-image-2" });
  sandbox = sandboxOf(app);
}, 600_000);
afterAll(() => app?.close());
afterEach(() => sandbox.fault());

let number = 0;
/** Each asks for another picture, so that no result is used again. */
const start = (model: string, options: Record<string, unknown> = {}): Promise<Job> =>
  generate(app.api, { model, input: [], options: { prompt: `A lake, picture ${++number}.`, ...options } });
const end = async (job: Job) => follow(app.api, job, () => {});
/** What the vendors accepted for a job. */
const accepted = async ({ steps }: Job) => {
  const prompt = steps[0]?.prompt ?? "";
  return (await sandbox.submits()).filter((one) => one.prompt === prompt).map(({ service }) => service);
};

const patience = { timeout: 300_000 };

test("a picture is made by the first vendor of the list, at its price", patience, async () => {
  const job = await end(await start("text-to-image"));
  expect(job).toMatchObject({
    ...{ status: "completed", cost: { estimated: 0.053, actual: 0.034 } },
    steps: [{ service: "text-to-image", provider: "openai:gpt-image-1.5", tried: [] }],
    outputs: [{ type: "image", contentType: "image/png" }],
  });
  expect(await accepted(job)).toEqual(["openai"]);
});
