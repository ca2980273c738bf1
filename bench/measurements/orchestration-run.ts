import { parseArgs } from "node:util";
import { generate } from "@/cli/film/api-client";
import { startApp } from "@/testing/app";
import { startFloor } from "./http-floor";
import { startInstantServices } from "./instant-services";
import { type Film, filmsAtOnce, type Load, memory, timeOne } from "./load";

/** Measures bare films in the copy that `bare-tree.ts` makes, and prints the results as JSON. */

const { values } = parseArgs({ options: { runs: { type: "string" }, queued: { type: "string" } } });
const runs = Number(values.runs);
const queued = Number(values.queued);

export type Orchestration = {
  /** Milliseconds. */
  one: number[];
  many: Load[];
  queued: Load[];
  /** Megabytes, after each round of `queued`. */
  memory: number[];
  /** The same calls over bare HTTP: milliseconds of one film, films per second of a hundred. */
  floor: { one: number[]; many: number[] };
};

const services = await startInstantServices();
const floor = await startFloor(services);
const own = { SERVICE_API_KEY: "bench-bench-bench", BARE_WRITER_URL: services.url, BARE_MAKER_URL: services.url };
const testApp = await startApp(own, [services.network]);

let made = 0;
async function film(): Promise<Film> {
  const options = { prompt: `The wind takes the seeds of the dandelion with it, take ${made++}.` };
  const job = await generate(testApp.api, { model: "bare-film", options, webhookUrl: testApp.receiver.url });
  return {
    ended: testApp.receiver.webhookOf(job.id).then(({ status }) => {
      if (status !== "completed") throw new Error(`A bare film ended as ${status}.`);
    }),
  };
}

async function times<T>(count: number, measure: () => Promise<T>): Promise<T[]> {
  const found: T[] = [];
  for (let nth = 0; nth < count; nth++) found.push(await measure());
  return found;
}

const bareOne = async () => {
  const from = performance.now();
  await floor.film("The wind takes the seeds of the dandelion with it.");
  return performance.now() - from;
};
const bareMany = async () => {
  const from = performance.now();
  await Promise.all(
    Array.from({ length: 100 }, () => floor.film("The wind takes the seeds of the dandelion with it.")),
  );
  return 100_000 / (performance.now() - from);
};

try {
  // The first films of a process load its code, and the next few hundred get it compiled.
  await times(300, bareOne);
  await filmsAtOnce(testApp, 300, film);
  const one = await times(runs * 5, () => timeOne(film));
  const floorOne = await times(runs * 5, bareOne);
  const many = await times(runs, () => filmsAtOnce(testApp, 100, film));
  const floorMany = await times(runs, bareMany);
  const thousands: Load[] = [];
  const megabytes: number[] = [];
  for (let run = 0; run < runs; run++) {
    thousands.push(await filmsAtOnce(testApp, queued, film));
    megabytes.push(memory(testApp));
  }
  const found: Orchestration = {
    one,
    many,
    queued: thousands,
    memory: megabytes,
    floor: { one: floorOne, many: floorMany },
  };
  process.stdout.write(`${JSON.stringify(found)}\n`);
} finally {
  await testApp.close();
  floor.close();
  services.close();
}
process.exit(0);
