import { generate, upload } from "@/cli/film/api-client";
import { sample, startApp, type TestApp } from "@/testing/app";
import { timeOne } from "./load";
import { type Measurement, median } from "./measurement";
import { timeEach } from "./percentile";
import { allEnded } from "./submit";

const submits = 300;
const atOnce = 20;

/**
 * The cost of writing every change to disk before the next one follows: two copies of the app that differ only in
 * `DATABASE_SYNC`, measured alternately in the same run.
 */
export async function measureDurability(runs: number): Promise<Measurement[]> {
  const full = await startApp({ SANDBOX_INSTANT: "1", DATABASE_SYNC: "full" });
  const normal = await startApp({ SANDBOX_INSTANT: "1", DATABASE_SYNC: "normal" }).catch(async (error: unknown) => {
    await full.close();
    throw error;
  });
  try {
    const found = { full: await prepare(full), normal: await prepare(normal) };
    for (let run = 0; run <= runs; run++) {
      for (const one of [found.full, found.normal]) {
        const film = await timeOne(one.film);
        const rate = await one.submitsPerSecond();
        if (run === 0) continue; // the first run loads the code
        one.films.push(film);
        one.rates.push(rate);
      }
    }
    const cost = (now: number, before: number) => `${((now / before - 1) * 100).toFixed(0)} %`;
    const [film, rate] = [median(found.normal.films), median(found.normal.rates)];
    return [
      {
        what: "one film with instant services, changes synced to disk first",
        unit: "ms",
        digits: 0,
        aim: 300,
        values: found.full.films,
        beside: `without waiting for the disk ${film.toFixed(0)} ms: ${cost(median(found.full.films), film)} longer`,
      },
      {
        what: `submits a second, ${atOnce} at once, changes synced to disk first`,
        unit: "/s",
        digits: 0,
        aim: 200,
        atLeast: true,
        values: found.full.rates,
        beside: `without waiting for the disk ${rate.toFixed(0)}/s: ${cost(rate, median(found.full.rates))} more`,
      },
    ];
  } finally {
    await Promise.all([full.close(), normal.close()]);
  }
}

async function prepare(testApp: TestApp) {
  const { api, receiver } = testApp;
  const input = [{ type: "image", url: await upload(api, sample) }];
  let made = 0;
  const film = async () => {
    const prompt = `The wind takes the seeds with it, take ${made++}.`;
    const options = { prompt, duration: 1, seed: made };
    const asked = { model: "next-scene", input, options, cache: false, webhookUrl: receiver.url };
    const { id } = await generate(api, asked);
    return { ended: receiver.webhookOf(id).then(() => {}) };
  };
  const submit = async () =>
    void (await generate(api, { model: "qwen-vl", input, options: { prompt: `Take ${made++}.` }, cache: false }));
  const submitsPerSecond = async () => {
    const from = performance.now();
    await timeEach(submits, atOnce, submit);
    const seconds = (performance.now() - from) / 1000;
    await allEnded(testApp); // its jobs must not run beside the next burst
    return submits / seconds;
  };
  return { film, submitsPerSecond, films: [] as number[], rates: [] as number[] };
}
