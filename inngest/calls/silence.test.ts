import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { follow, generate, upload } from "@/cli/film/api-client";
import { type Job, jobSchema } from "@/lib/schemas/job";
import { sample, startApp, type TestApp } from "@/testing/app";
import { sandboxOf } from "@/testing/sandbox-admin";

/**
 * A service that accepted the work and then stays silent: a person has it polled or submitted again, through the public
 * API.
 */

let testApp: TestApp;
let sandbox: ReturnType<typeof sandboxOf>;
let picture: string;

beforeAll(async () => {
  const soon = { SILENT_AFTER: "0.5", SILENT_FACTOR: "0.01" };
  testApp = await startApp({ SANDBOX_INSTANT: "1", QWEN_EDIT_TIMEOUT: "600", ...soon });
  sandbox = sandboxOf(testApp);
  picture = await upload(testApp.api, sample);
});
afterAll(() => testApp?.close());
beforeEach(() => sandbox.fault());

const headers = () => ({ "x-api-key": testApp.api.key, "content-type": "application/json" });
async function look(job: Job): Promise<Job> {
  const response = await fetch(new URL(`/v1/jobs/${job.id}`, testApp.api.url), { headers: headers() });
  return jobSchema.parse(await response.json());
}
const resolve = (job: Job, action: string) =>
  fetch(new URL(`/v1/jobs/${job.id}/steps/qwen-edit/resolve`, testApp.api.url), {
    method: "POST",
    headers: headers(),
    body: JSON.stringify({ action }),
  });

async function startSilent(prompt: string) {
  await sandbox.fault({ service: "qwen-edit", fault: "no-webhook", count: 1 });
  const job = await generate(testApp.api, {
    model: "qwen-edit",
    input: [{ type: "image", url: picture }],
    options: { prompt },
  });
  await expect.poll(async () => (await look(job)).steps[0]?.actions).toEqual(["check_again", "submit_again"]);
  const submits = async () => (await sandbox.submits()).filter((submit) => submit.prompt === prompt);
  return { job, submits };
}

test("a silent step offers two actions, says that it takes longer than usual, and shows no remaining time", async () => {
  const { job } = await startSilent("Silent, and looked at.");
  await expect
    .poll(() => look(job))
    .toMatchObject({
      status: "running",
      estimatedWaitTime: null,
      progress: { message: expect.stringContaining("longer than usual") },
      steps: [
        { status: "waiting", silentAt: expect.any(String), message: expect.stringContaining("longer than usual") },
      ],
    });
  const checked = await resolve(job, "check_again");
  expect([checked.status, jobSchema.parse(await checked.json())]).toMatchObject([
    200,
    { steps: [{ status: "waiting", attempt: 1, message: expect.stringContaining("no webhook has arrived yet") }] },
  ]);
  expect((await resolve(job, "adopt")).status).toBe(400);
  expect((await resolve(job, "submit_again")).status).toBe(200);
  await follow(testApp.api, job, () => {});
});

test("a silent step submitted again completes, by one further submit, however many users request it", async () => {
  const { job, submits } = await startSilent("Silent, and submitted again.");
  const answers = await Promise.all(Array.from({ length: 5 }, () => resolve(job, "submit_again")));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  const ended = await follow(testApp.api, job, () => {});
  expect(ended).toMatchObject({ status: "completed", steps: [{ status: "succeeded", attempt: 2, actions: [] }] });
  expect(await submits()).toHaveLength(2);
});

test("after a second submit of a silent step, the answer to the first still counts", async () => {
  const { job, submits } = await startSilent("Silent, and answered late.");
  await sandbox.fault({ service: "qwen-edit", fault: "no-webhook", count: 1 });
  expect((await resolve(job, "submit_again")).status).toBe(200);
  await expect.poll(async () => (await submits()).length).toBe(2);
  const [first] = await submits();
  const body = JSON.stringify({ id: first?.id, status: "failed", error: "The first submit is answered." });
  const told = await fetch(first?.webhookUrl ?? "", { method: "POST", headers: headers(), body });
  expect(told.status).toBe(200);
  expect((await follow(testApp.api, job, () => {})).error?.message).toContain("The first submit is answered.");
});
