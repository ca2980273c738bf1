import { follow, generate, upload } from "@/cli/film/api-client";
import { sample, startApp, type TestApp } from "@/testing/app";
import { startWholeFloor } from "./http-floor";
import { type Film, filmsAtOnce, timeOne } from "./load";
import { type Measurement, median } from "./measurement";

/** Whole films with instant services that return small real media, which are downloaded, sniffed, probed and stored. */
export async function measureWhole(runs: number): Promise<Measurement[]> {
  const testApp = await startApp({ SANDBOX_INSTANT: "1", SANDBOX_CONCURRENCY: "64" });
  try {
    const picture = await upload(testApp.api, sample);
    let made = 0;
    const film = async (): Promise<Film> => {
      const job = await generate(testApp.api, {
        model: "next-scene",
        input: [{ type: "image", url: picture }],
        options: { prompt: `The wind takes the seeds with it, take ${made}.`, duration: 1, seed: made++ },
        cache: false, // the clips of instant services are alike, so their join would be cached
        webhookUrl: testApp.receiver.url,
      });
      return {
        ended: testApp.receiver.webhookOf(job.id).then(({ status, error }) => {
          if (status !== "completed") throw new Error(`A film of a measurement ended as ${status}: ${error?.message}`);
        }),
      };
    };
    const { SANDBOX_URL = "", SERVICE_API_KEY = "" } = testApp.app.settings;
    const floor = await startWholeFloor(SANDBOX_URL, SERVICE_API_KEY, await addressOf(testApp, picture));
    const bare = async (): Promise<Film> => ({ ended: floor.film("The wind takes the seeds with it.") });
    await filmsAtOnce(testApp, 10, film);
    await filmsAtOnce(testApp, 10, bare);
    const one: number[] = [];
    const many: number[] = [];
    for (let run = 0; run < runs * 3; run++) one.push(await timeOne(film));
    for (let run = 0; run < runs; run++) many.push(30 / (await filmsAtOnce(testApp, 30, film)).seconds);
    const bareOne: number[] = [];
    const bareMany: number[] = [];
    for (let run = 0; run < runs * 3; run++) bareOne.push(await timeOne(bare));
    for (let run = 0; run < runs; run++) bareMany.push(30 / (await filmsAtOnce(testApp, 30, bare)).seconds);
    floor.close();
    const [oneFloor, manyFloor] = [median(bareOne), median(bareMany)];
    return [
      {
        what: "one film with instant services, submit to webhook",
        unit: "ms",
        digits: 0,
        aim: 300,
        values: one,
        beside: `bare HTTP ${oneFloor.toFixed(0)} ms: ${(median(one) / oneFloor).toFixed(1)} ×`,
      },
      {
        what: "films a second with instant services, 30 at once",
        unit: "/s",
        digits: 1,
        aim: 5,
        atLeast: true,
        values: many,
        beside: `bare HTTP ${manyFloor.toFixed(1)}/s: ${(manyFloor / median(many)).toFixed(1)} ×`,
      },
    ];
  } finally {
    await testApp.close();
  }
}

/** The picture's address as the services receive it, read from a job that has it as its input. */
async function addressOf({ api }: TestApp, picture: string): Promise<string> {
  const input = [{ type: "image" as const, url: picture }];
  const job = await generate(api, { model: "qwen-vl", input, options: {} });
  const url = job.steps[0]?.inputs[0]?.url ?? (await follow(api, job, () => {})).steps[0]?.inputs[0]?.url;
  if (!url) throw new Error("The job has no address of its picture.");
  return url;
}
