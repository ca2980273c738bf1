import { Agent, request } from "node:http";
import { setTimeout } from "node:timers/promises";
import { upload } from "@/cli/film/api-client";
import { sample, startApp, type TestApp } from "@/testing/app";
import { type Measurement, median } from "./measurement";
import { percentile, timeEach } from "./percentile";

const requests = 500;
const runs = 7;
const atOnce = 50;

export async function allEnded({ api }: TestApp): Promise<void> {
  for (const status of ["queued", "running"]) {
    for (;;) {
      const answer = await fetch(`${api.url}/v1/jobs?limit=1&status=${status}`, { headers: { "x-api-key": api.key } });
      if ((await answer.json()).data.length === 0) break;
      await setTimeout(500);
    }
  }
}

/**
 * `POST /v1/generate` by fifty concurrent callers while the jobs run; for comparison, the same request to an unknown
 * path, which the web process also answers without Next, and without doing any work.
 */
export async function measureSubmit(): Promise<Measurement[]> {
  const testApp = await startApp({ SANDBOX_INSTANT: "1" });
  try {
    const { url, key } = testApp.api;
    const input = [{ type: "image", url: await upload(testApp.api, sample) }];
    // A minimal client, since it shares the processors with the app.
    const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
    const post = (path: string, expected: number) => async (i: number) => {
      const body = JSON.stringify({ model: "qwen-vl", input, options: { prompt: `Take ${i}.` }, cache: false });
      const headers = { "x-api-key": key, "content-type": "application/json", "content-length": body.length };
      const status = await new Promise<number>((resolve, reject) => {
        const asking = request(`${url}${path}`, { method: "POST", headers, agent }, (answer) =>
          answer.resume().once("end", () => resolve(answer.statusCode ?? 0)),
        );
        asking.once("error", reject).end(body);
      });
      if (status !== expected) throw new Error(`POST ${path} answered ${status}.`);
    };
    const submit = post("/v1/generate", 202);
    const bare = post("/v1/nothing", 404);
    // The first requests of a process load its code, and the next few thousand get it compiled.
    await timeEach(6 * requests, atOnce, submit);
    await timeEach(requests, atOnce, bare);
    const bursts: { nothing: number[]; submits: number[] }[] = [];
    for (let nth = 0; nth < runs; nth++) {
      await allEnded(testApp); // the previous burst's jobs must not run beside this one
      bursts.push({
        nothing: await timeEach(requests, atOnce, bare),
        submits: await timeEach(requests, atOnce, submit),
      });
    }
    return [
      { share: 0.5, name: "p50", aim: 30 },
      { share: 0.99, name: "p99", aim: 50 },
    ].map(({ share, name, aim }) => {
      const values = bursts.map(({ submits }) => percentile(submits, share));
      const nothing = median(bursts.map((burst) => percentile(burst.nothing, share)));
      const beside = `an address that does nothing ${nothing.toFixed(1)} ms: ${(median(values) / nothing).toFixed(1)} ×`;
      return { what: `POST /v1/generate, 50 at once, ${name}`, unit: "ms", digits: 0, aim, values, beside };
    });
  } finally {
    await testApp.close();
  }
}
