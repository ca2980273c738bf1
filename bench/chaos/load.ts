import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Api, upload } from "@/cli/film/api-client";
import { createApiKey } from "@/cli/supervisor/database";
import { h264, picture, tools } from "@/lib/media/testing/made";
import { newKeySchema } from "@/lib/schemas/key";
import { sample, type TestApp } from "@/testing/app";
import { askUntilAnswered, succeed } from "./caller";
import { type People, resolveSilentSteps, retryAfterEnd } from "./people";
import { chanceOf } from "./random";
import { vendorBody } from "./vendors";

/** `clipPrice`: the price of a clip of the key with a budget, in millionths. */
export type Load = { jobs: number; seed: number; overSeconds: number; clipPrice: number };

/** What the run submits, prepared before the first kill. */
export type Prepared = Awaited<ReturnType<typeof prepareLoad>>;

/** The number of clips, works of vendors, stills and films from a topic beside the films. The budget pays for half of the clips. */
const clipsOf = (jobs: number) => Math.max(6, Math.ceil(jobs / 5));
const vendorsOf = (jobs: number) => Math.max(16, Math.ceil(jobs / 3));
const stillsOf = (jobs: number) => Math.max(4, Math.ceil(jobs / 10));
const topicFilmsOf = (jobs: number) => Math.max(1, Math.ceil(jobs / 25));

export async function prepareLoad(testApp: TestApp, { jobs, clipPrice }: Load) {
  const limit = Math.floor(clipsOf(jobs) / 2) * clipPrice;
  const admin: Api = { ...testApp.api, key: (await createApiKey(testApp.app.settings, "chaos", "admin")).key };
  const wanted = { name: "a budget", limits: { dailyBudget: limit / 1_000_000 } };
  const made = await succeed(admin, "/v1/keys", { body: wanted }, testApp.api.signal);
  const { id: keyId, key } = newKeySchema.parse(JSON.parse(made));
  const saver: Api = { ...testApp.api, key };
  const video = join(testApp.dataDir, "to-take-stills-of.mp4");
  execFileSync(tools.ffmpeg, ["-nostdin", "-v", "error", ...picture(4, "320x240"), ...h264, video]);
  const people: People = { retries: {}, resubmits: [], checks: 0, budget: { keyId, limit, refused: 0 } };
  return {
    saver,
    people,
    picture: await upload(testApp.api, sample),
    saversPicture: await upload(saver, sample),
    video: await upload(testApp.api, video),
  };
}

const writers = "anthropic:claude-sonnet-4-6, openai:gpt-5.1";

type Kind = {
  name: string;
  count: number;
  api: Api;
  body: (nth: number) => object;
  /** How often a failed or cancelled job is retried. */
  retries: (share: number) => number;
  isCancelled: (nth: number) => boolean;
};

function kindsOf(testApp: TestApp, { seed, jobs }: Load, prepared: Prepared): Kind[] {
  const prompt = (nth: number) => `The wind takes the seeds of the dandelion with it, take ${nth} of ${seed}.`;
  const image = (url: string) => [{ type: "image", url }];
  return [
    {
      name: "film",
      count: jobs,
      api: testApp.api,
      body: (nth) => ({
        model: "next-scene",
        input: image(prepared.picture),
        options: { prompt: prompt(nth), duration: 1, seed: nth },
      }),
      retries: (share) => (share < 0.6 ? 1 : 0),
      isCancelled: (nth) => nth % 5 === 1,
    },
    {
      name: "clip",
      count: clipsOf(jobs),
      api: prepared.saver,
      body: (nth) => ({
        model: "wan-i2v",
        input: image(prepared.saversPicture),
        options: { prompt: `On a budget: ${prompt(nth)}`, duration: 1, seed: nth },
      }),
      retries: () => 5,
      isCancelled: (nth) => nth % 4 === 1,
    },
    {
      name: "vendor",
      count: vendorsOf(jobs),
      api: testApp.api,
      body: (nth) => ({ ...vendorBody(nth, `By a vendor: ${prompt(nth)}`), cache: false }),
      retries: (share) => (share < 0.5 ? 1 : 0),
      isCancelled: (nth) => nth % 7 === 3,
    },
    {
      name: "topic film",
      count: topicFilmsOf(jobs),
      api: testApp.api,
      // Written by vendors, painted after a reference and moved by pods, narrated, checked and composed on this machine.
      body: (nth) => ({
        model: "topic-film",
        input: image(prepared.picture),
        options: {
          ...{ topic: `The wind takes the seeds, story ${nth} of ${seed}`, style: "nature", seed: nth },
          ...{ duration: 10, shots: 2, language_provider: writers, speech_provider: "local:speech-local" },
        },
      }),
      retries: () => 1,
      isCancelled: () => false,
    },
    {
      name: "still",
      count: stillsOf(jobs),
      api: testApp.api,
      body: (nth) => ({
        model: "thumbnail",
        input: [{ type: "video", url: prepared.video }],
        options: { time: (nth % 39) / 10 },
        cache: false,
      }),
      retries: () => 0,
      isCancelled: () => false,
    },
  ];
}

/**
 * Submits films, clips of a key with a budget, work for vendors, films from a topic, and stills for the work process,
 * spread evenly over some seconds.
 * Submits use an Idempotency-Key and repeat while the app is down. Some jobs are cancelled, some failed ones are
 * retried, some are watched by a person. Resolves with the job ids once the killing is over.
 */
export async function submitJobs(
  testApp: TestApp,
  load: Load,
  prepared: Prepared,
  { until, signal }: { until: number; signal: AbortSignal },
): Promise<string[]> {
  const chance = chanceOf(load.seed + 2);
  const { people } = prepared;
  const lives = kindsOf(testApp, load, prepared).flatMap((kind) =>
    Array.from({ length: kind.count }, async (_, nth) => {
      const { api } = kind;
      // A cancelled job is retried at least once.
      const times = Math.max(kind.retries(chance.between(0, 1)), kind.isCancelled(nth) ? 1 : 0);
      const isWatched = chance.between(0, 1) < 0.5;
      const checksFirst = chance.between(0, 1) < 0.3;
      const givesUpAfter = chance.between(0.02, 0.4) * load.overSeconds * 1000;
      await sleep((nth * load.overSeconds * 1000) / kind.count, undefined, { signal });
      const headers = { "Idempotency-Key": `chaos-${load.seed}-${kind.name.replace(" ", "-")}-${nth}` };
      const body = { ...kind.body(nth), webhookUrl: testApp.receiver.url };
      const { status, text } = await askUntilAnswered(api, "/v1/generate", { headers, body }, signal);
      if (status === 402 && api === prepared.saver) {
        people.budget.refused++;
        return [];
      }
      if (status >= 300) throw new Error(`A ${kind.name} was refused with ${status}: ${text}`);
      const { id } = JSON.parse(text) as { id: string };
      const cancel = async () => {
        await sleep(givesUpAfter, undefined, { signal });
        await succeed(api, `/v1/jobs/${id}/cancel`, {}, signal);
      };
      await Promise.all([
        kind.isCancelled(nth) && cancel(),
        retryAfterEnd(testApp, api, id, { times, until, people, signal }),
        isWatched && resolveSilentSteps(api, id, { checksFirst, until, people, signal }),
      ]);
      return [id];
    }),
  );
  return (await Promise.all(lives)).flat();
}
