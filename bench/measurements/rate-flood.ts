import { upload } from "@/cli/film/api-client";
import { createApiKey } from "@/cli/supervisor/database";
import { newKeySchema } from "@/lib/schemas/key";
import { sample, startApp } from "@/testing/app";
import { callerOf } from "@/testing/caller";
import type { Measurement } from "./measurement";
import { percentile, timeEach } from "./percentile";

const requests = 300;
const perSecond = 200;

/** The waiting time of one key's submits while another key floods the app far above its limit. */
export async function measureFlood(): Promise<Measurement[]> {
  const testApp = await startApp({ SANDBOX_INSTANT: "1" });
  try {
    const admin = callerOf(testApp, (await createApiKey(testApp.app.settings, "operations", "admin")).key);
    const made = await admin.post("/v1/keys", { name: "loud", limits: { requestsPerMinute: 60 } });
    const { key } = newKeySchema.parse(await made.json());
    const loud = callerOf(testApp, key);
    const quiet = callerOf(testApp, testApp.api.key);
    const bodyWith = (picture: string) => ({ model: "qwen-vl", input: [{ type: "image", url: picture }], options: {} });
    const [ours, theirs] = [
      bodyWith(await upload(testApp.api, sample)),
      bodyWith(await upload({ ...testApp.api, key }, sample)),
    ];
    const submit = async () => {
      const response = await quiet.post("/v1/generate", ours);
      if (response.status !== 202) throw new Error(`The quiet key was answered ${response.status}.`);
      await response.arrayBuffer();
    };
    await timeEach(50, 1, submit);
    const alone = await timeEach(requests, 1, submit);

    const statuses: number[] = [];
    const flood = setInterval(async () => {
      const response = await loud.post("/v1/generate", theirs);
      await response.arrayBuffer();
      statuses.push(response.status);
    }, 1000 / perSecond);
    const beside = await timeEach(requests, 1, submit);
    clearInterval(flood);
    if (!statuses.includes(429)) throw new Error("The flood was no flood.");

    const ratio = percentile(beside, 0.5) / percentile(alone, 0.5);
    return [
      {
        ...{ what: "a submit during 200 requests/s of another key, p50", unit: "ms", digits: 1, aim: 30 },
        values: [percentile(beside, 0.5)],
      },
      { what: "the same over that without them", unit: "times", digits: 1, aim: 2, values: [ratio] },
    ];
  } finally {
    await testApp.close();
  }
}
