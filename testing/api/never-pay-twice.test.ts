import { setMaxListeners } from "node:events";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { follow, generate } from "@/cli/film/api-client";
import { createClient } from "@/lib/client";
import type { Endpoint } from "@/lib/define-provider";
import { serviceSetting } from "@/lib/env";
import * as providers from "@/lib/providers";
import type { Job, Step } from "@/lib/schemas/job";
import type { TestApp } from "../app";
import { sandboxOf } from "../sandbox-admin";
import { startTwoWebProcesses, type TwoWebProcesses } from "../two-web-processes";

/**
 * Never paid twice, for every provider in each of its modes: whatever is lost, its stand-in accepts one submit for a call,
 * and where the outcome stays unknown a person decides. Two web processes share one database throughout.
 */

type Way = { name: string; service: string; mode: "sync" | "async"; webhook: boolean; model: string; options: object };

/** Roles that need no file, and that are paid: text may be requested again. */
const roles = ["text-to-image", "text-to-video", "speech"];

function optionsOf({ role, models }: Endpoint, name: string): object {
  const { durations, resolutions, aspectRatios } = models[name] ?? {};
  if (role.id !== "text-to-video") return {};
  const duration = Array.isArray(durations) ? durations[0] : durations?.min;
  return {
    ...(duration && { duration }),
    ...(resolutions?.[0] && { resolution: resolutions[0] }),
    ...(aspectRatios?.[0] && { aspectRatio: aspectRatios[0] }),
  };
}

/**
 * One way per provider and mode. A role that a provider fills in both modes has one time-out for both, so that the short
 * one of a sync way would fail the other: the sync way is of another role.
 */
const ways: Way[] = Object.values(providers).flatMap(({ id, endpoints }) =>
  (["sync", "async"] as const).flatMap((mode) => {
    const later = endpoints.flatMap((one) => (one.mode === "async" ? [one.role.id] : []));
    const able = endpoints.filter(
      (one) => one.mode === mode && roles.includes(one.role.id) && (mode === "async" || !later.includes(one.role.id)),
    );
    const [endpoint] = able;
    const model = endpoint && Object.keys(endpoint.models).find((name) => name !== "*");
    if (!endpoint || !model) return [];
    const options = optionsOf(endpoint, model);
    const webhook = endpoint.webhook === true;
    return [{ name: `${id}:${model}`, service: id, mode, webhook, model: endpoint.role.id, options }];
  }),
);
const laterWays = ways.filter(({ mode }) => mode === "async");

/** A process counts as alive for as long as its request may take: the shorter, the sooner the other one takes over. */
const timeouts = {
  SUBMIT_TIMEOUT: "10",
  ...Object.fromEntries(
    ways
      .filter(({ mode }) => mode === "sync")
      .map(({ model, service }) => [serviceSetting(`${model}-${service}`, "TIMEOUT"), "20"]),
  ),
};

let two: TwoWebProcesses;
let app: TestApp;
let sandbox: ReturnType<typeof sandboxOf>;
let client: ReturnType<typeof createClient>;

beforeAll(async () => {
  two = await startTwoWebProcesses({ SANDBOX_CONCURRENCY: "32", RECONCILE_SECONDS: "3", ...timeouts });
  app = two.testApp;
  app.api.url = two.proxy.url;
  sandbox = sandboxOf(app);
  client = createClient(app.api);
  setMaxListeners(0, app.api.signal); // many jobs are followed at once
}, 600_000);
afterAll(() => two?.close());
afterEach(() => sandbox.fault());

const patience = { timeout: 240_000 };
let round = 0;

/** One call of each way, all at once. */
async function startEach(of: Way[]) {
  round += 1;
  return Promise.all(
    of.map(async (way, nth) => {
      const prompt = `A lake at dusk, number ${round}.${nth}.`;
      const named = way.model === "speech" ? { text: prompt } : { prompt };
      const options = { ...way.options, ...named, provider: way.name };
      const job = await generate(app.api, { model: way.model, input: [], options, cache: false });
      return { way, prompt, job };
    }),
  );
}
type Begun = Awaited<ReturnType<typeof startEach>>[number];

/** By the way: how many submits its stand-in accepted for each call. */
async function accepted(begun: Begun[]) {
  const submits = await sandbox.submits();
  return Object.fromEntries(
    begun.map(({ way, prompt }) => [way.name, submits.filter((one) => one.prompt === prompt).length]),
  );
}
const once = (begun: Begun[]) => Object.fromEntries(begun.map(({ way }) => [way.name, 1]));

const stepOf = async ({ job }: Begun): Promise<{ job: Job; step?: Step }> => {
  const now = await client.job(job.id);
  return { job: now, step: now.steps[0] };
};

/** Waits until each call has an end, or is left for a person to decide. `told`: those with a webhook are not left. */
const settled = (begun: Begun[], { told = false } = {}) =>
  Promise.all(
    begun.map((one) =>
      vi.waitFor(
        async () => {
          const { job, step } = await stepOf(one);
          const isLeft = step?.status === "unconfirmed" && !(told && one.way.webhook);
          expect(isLeft || /^(completed|failed|cancelled)$/.test(job.status), `${one.way.name} ${step?.status}`).toBe(
            true,
          );
          return { way: one.way, job, step };
        },
        { timeout: 120_000, interval: 300 },
      ),
    ),
  );

/** Follows each job to its end; the error names the state of one that does not end. */
const ends = (begun: Begun[]) =>
  Promise.all(
    begun.map(async (one) => {
      const signal = AbortSignal.any([app.api.signal, AbortSignal.timeout(180_000)]);
      return follow({ ...app.api, signal }, one.job, () => {}).catch(async (error: unknown) => {
        const { job, step } = await stepOf(one);
        const state = `${one.way.name}: the job is ${job.status}, its step ${step?.status}`;
        throw new Error(`No end was reported. ${state}.`, { cause: error });
      });
    }),
  );

/** What may have become of a call whose receipt was lost. `told`: its webhook has arrived, where it has one. */
async function expectDecided({ way, job, step }: Awaited<ReturnType<typeof settled>>[number], told: boolean) {
  if (way.mode === "sync") {
    expect(job, way.name).toMatchObject({ status: "failed", error: { retryable: true } });
    expect(["service_unknown", "service_timeout"], way.name).toContain(job.error?.code);
    const counted = async () => expect((await client.job(job.id)).cost.actual, way.name).toBe(job.cost.estimated);
    await vi.waitFor(counted, { timeout: 120_000, interval: 300 }); // it may have been charged
  } else if (way.webhook && told) {
    expect(job, way.name).toMatchObject({ status: "completed", steps: [{ attempt: 1 }] });
  } else if (job.status !== "completed") {
    expect(step, way.name).toMatchObject({ status: "unconfirmed", message: expect.stringMatching(/./) });
    expect(step?.actions, way.name).toEqual(expect.arrayContaining(["adopt", "submit_again"]));
  }
}

test("every provider that is paid is in the table", () => {
  const paid = Object.values(providers).filter(({ endpoints }) => endpoints.some(({ role }) => !role.repeatable));
  expect(new Set(ways.map(({ service }) => service))).toEqual(new Set(paid.map(({ id }) => id)));
});

test("without a fault each call is one submit", patience, async () => {
  const begun = await startEach(ways);
  const ended = await ends(begun);
  expect(ended.map(({ status, error }) => [status, error])).toEqual(ways.map(() => ["completed", null]));
  expect(await accepted(begun)).toEqual(once(begun));
});

test("a lost receipt: the webhook brings the result, or a person decides", patience, async () => {
  await sandbox.fault(...ways.map(({ service }) => ({ service, fault: "submit-reset-accepted" })));
  const begun = await startEach(ways);
  for (const one of await settled(begun, { told: true })) await expectDecided(one, true);
  expect(await accepted(begun)).toEqual(once(begun));
});

test("a lost webhook: a poll brings the result", patience, async () => {
  await sandbox.fault(...laterWays.map(({ service }) => ({ service, fault: "no-webhook" })));
  const begun = await startEach(laterWays);
  const ended = await ends(begun);
  expect(ended.map(({ status }) => status)).toEqual(laterWays.map(() => "completed"));
  expect(await accepted(begun)).toEqual(once(begun));
});

/** Both web processes die; the supervisors start them again. */
function killWeb() {
  for (const pid of [app.app.pids.web, two.second.pids.web]) if (pid !== undefined) process.kill(pid, "SIGKILL");
}

test("web processes that die after the acceptance and before the receipt submit nothing again", patience, async () => {
  await sandbox.fault(...ways.map(({ service }) => ({ service, fault: "submit-slow", value: 30 })));
  const begun = await startEach(ways);
  await vi.waitFor(async () => expect(await accepted(begun)).toEqual(once(begun)), { timeout: 120_000, interval: 100 });
  killWeb();
  for (const one of await settled(begun)) await expectDecided(one, false);
  expect(await accepted(begun)).toEqual(once(begun));
});

test("web processes that die while vendors work find the results by polling", patience, async () => {
  await sandbox.fault(
    ...laterWays.flatMap(({ service }) => [
      { service, fault: "slow", value: 5 },
      { service, fault: "no-webhook" },
    ]),
  );
  const begun = await startEach(laterWays);
  const waiting = async (one: Begun) => expect((await stepOf(one)).step?.status, one.way.name).toBe("waiting");
  await vi.waitFor(() => Promise.all(begun.map(waiting)), { timeout: 120_000, interval: 200 });
  killWeb();
  for (const { job, way } of await settled(begun)) expect(job, way.name).toMatchObject({ status: "completed" });
  expect(await accepted(begun)).toEqual(once(begun));
});

test("a job that is cancelled while its outcome is unknown submits nothing more", patience, async () => {
  await sandbox.fault(
    ...laterWays.flatMap(({ service }) => [
      { service, fault: "submit-reset-accepted" },
      { service, fault: "no-webhook" },
    ]),
  );
  const begun = await startEach(laterWays);
  await settled(begun);
  await Promise.all(begun.map(({ job }) => client.cancel(job.id)));
  const ended = await ends(begun);
  // One that is found by our own id has its result by then.
  for (const { status } of ended) expect(["cancelled", "completed"]).toContain(status);
  expect(await accepted(begun)).toEqual(once(begun));
});

test("work that had ended before its cancel arrived is counted as paid", patience, async () => {
  await sandbox.fault(...laterWays.map(({ service }) => ({ service, fault: "no-webhook" })));
  const begun = await startEach(laterWays);
  const prompts = new Set(begun.map(({ prompt }) => prompt));
  const made = async () => {
    const submits = (await sandbox.submits()).filter(({ prompt }) => prompts.has(prompt));
    expect(submits.map(({ state }) => state)).toEqual(begun.map(() => "completed"));
  };
  await vi.waitFor(made, { timeout: 120_000, interval: 100 });
  await Promise.all(begun.map(({ job }) => client.cancel(job.id).catch(() => {}))); // one may have its result by now
  const counted = async ({ job, way }: Begun) => {
    const { status, cost } = await client.job(job.id);
    expect([way.name, status === "running", cost.actual]).toEqual([way.name, false, cost.estimated]);
  };
  await vi.waitFor(() => Promise.all(begun.map(counted)), { timeout: 120_000, interval: 500 });
  expect(await accepted(begun)).toEqual(once(begun));
});
