import { Agent, request } from "node:http";
import { setTimeout } from "node:timers/promises";
import { upload } from "@/cli/api-client";
import { type House, openHouse, sample } from "./house";
import type { Measurement } from "./measurement";
import { percentile, timeEach } from "./percentile";

const requests = 500;
const atOnce = 50;

async function allEnded({ api }: House): Promise<void> {
  for (const status of ["queued", "running"]) {
    for (;;) {
      const answer = await fetch(`${api.url}/v1/jobs?limit=1&status=${status}`, { headers: { "x-api-key": api.key } });
      if ((await answer.json()).data.length === 0) break;
      await setTimeout(500);
    }
  }
}

/**
 * `POST /v1/generate` by fifty callers at once, while the jobs run; beside it the same request to an address that is none: as
 * the submit it is answered by the web process itself without Next, and nothing is done for it.
 */
export async function measureSubmit(): Promise<Measurement[]> {
  const house = await openHouse({ SANDBOX_INSTANT: "1" });
  try {
    const { url, key } = house.api;
    const input = [{ type: "image", url: await upload(house.api, sample) }];
    // As light as a client can be: it runs on the same processors.
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
    // The first ones of a process load its code, and the next thousand have it compiled; their jobs are not to run beside.
    await timeEach(2 * requests, atOnce, submit);
    await timeEach(requests, atOnce, bare);
    await allEnded(house);
    const nothing = await timeEach(requests, atOnce, bare);
    const submits = await timeEach(requests, atOnce, submit);
    const of = (what: string, unit: string, digits: number, aim: number, value: number) => ({
      what,
      unit,
      digits,
      aim,
      values: [value],
    });
    const p99 = percentile(submits, 0.99);
    return [
      of("POST /v1/generate, 50 at once, p50", "ms", 0, 30, percentile(submits, 0.5)),
      of("POST /v1/generate, 50 at once, p99", "ms", 0, 50, p99),
      of("the same p99 over that of an address that does nothing", "times", 1, 3, p99 / percentile(nothing, 0.99)),
    ];
  } finally {
    await house.close();
  }
}
