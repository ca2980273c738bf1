import { setTimeout as sleep } from "node:timers/promises";
import { follow, generate, upload } from "@/cli/film/api-client";
import { inParallel } from "@/lib/concurrency/in-parallel";
import type { Batch } from "@/lib/schemas/batch";
import { sample, startApp, type TestApp } from "@/testing/app";
import { answerTimes } from "./answer-times";
import type { Measurement } from "./measurement";

const items = 1000;
const singles = 200;
const atOnce = 16;

/** A batch of bare calls to instant services, beside as many concurrent single jobs as it has in progress. */
export async function measureBatch(): Promise<Measurement[]> {
  const testApp = await startApp({ SANDBOX_INSTANT: "1", BATCH_CONCURRENCY: String(atOnce) });
  try {
    const picture = await upload(testApp.api, sample);
    const request = (i: number) => ({
      model: "qwen-vl",
      input: [{ type: "image", url: picture }],
      options: { prompt: `Take ${i}.` },
      cache: false,
    });
    await makeBatch(
      testApp,
      Array.from({ length: 100 }, (_, i) => request(-i - 1)),
    ); // loads and compiles the code
    const batch = await makeBatch(
      testApp,
      Array.from({ length: items }, (_, i) => request(i)),
    );
    const idle = await answerTimes(testApp.api, sleep(3_000));
    const from = performance.now();
    const each = Array.from({ length: singles }, (_, i) => items + i);
    await inParallel(each, atOnce, async (i) => {
      await follow(testApp.api, await generate(testApp.api, request(i)), () => {});
    });
    const single = (performance.now() - from) / singles;
    const beside = `single jobs, ${atOnce} at once: ${single.toFixed(1)} ms each`;
    return [
      { what: `POST /v1/batches with ${items} requests`, unit: "ms", digits: 0, aim: 2000, values: [batch.answered] },
      {
        ...{ what: `an answer of the web process while it stores ${items} requests, the longest`, unit: "ms" },
        ...{ digits: 0, aim: 50, values: [Math.max(...batch.meanwhile)] },
        beside: `${batch.meanwhile.length} requests; idle ${Math.max(...idle).toFixed(0)} ms`,
      },
      { what: "a job of a batch of 1,000", unit: "ms", digits: 1, aim: 50, values: [batch.each], beside },
    ];
  } finally {
    await testApp.close();
  }
}

/** Milliseconds. `meanwhile`: how long other requests took until the batch was stored. */
type Made = { answered: number; each: number; meanwhile: number[] };

async function makeBatch({ api }: TestApp, requests: unknown[]): Promise<Made> {
  const headers = { "x-api-key": api.key, "content-type": "application/json" };
  const from = performance.now();
  const posting = fetch(`${api.url}/v1/batches`, { method: "POST", headers, body: JSON.stringify({ requests }) });
  const meanwhile = await answerTimes(api, posting);
  const answer = await posting;
  const batch: Batch = await answer.json();
  const answered = performance.now() - from;
  if (answer.status !== 202) throw new Error(`POST /v1/batches answered ${answer.status}.`);
  for (let now = batch; !now.finishedAt; await sleep(100)) {
    now = await (await fetch(`${api.url}/v1/batches/${batch.id}?limit=1`, { headers })).json();
    if (now.finishedAt && now.status !== "completed") throw new Error(`The batch ended as ${now.status}.`);
  }
  return { answered, meanwhile, each: (performance.now() - from) / requests.length };
}
