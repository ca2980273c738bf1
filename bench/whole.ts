import { generate, upload } from "@/cli/api-client";
import { openHouse, sample } from "./house";
import { type Film, filmsAtOnce, timeOne } from "./load";
import type { Measurement } from "./measurement";

/** Whole films with services that answer at once with real, small media, which are fetched, sniffed, probed and stored. */
export async function measureWhole(runs: number): Promise<Measurement[]> {
  const house = await openHouse({ SANDBOX_INSTANT: "1", SANDBOX_CONCURRENCY: "64" });
  try {
    const picture = await upload(house.api, sample);
    let made = 0;
    const film = async (): Promise<Film> => {
      const job = await generate(house.api, {
        model: "next-scene",
        input: [{ type: "image", url: picture }],
        options: { prompt: `The wind takes the seeds with it, take ${made}.`, duration: 1, seed: made++ },
        cache: false, // the clips of instant services are all alike: their join would be known
        webhookUrl: house.receiver.url,
      });
      return {
        ended: house.receiver.webhookOf(job.id).then(({ status, error }) => {
          if (status !== "completed") throw new Error(`A film of a measurement ended as ${status}: ${error?.message}`);
        }),
      };
    };
    await filmsAtOnce(house, 10, film);
    const one: number[] = [];
    const many: number[] = [];
    for (let run = 0; run < runs * 3; run++) one.push(await timeOne(film));
    for (let run = 0; run < runs; run++) many.push(30 / (await filmsAtOnce(house, 30, film)).seconds);
    return [
      { what: "one film with instant services, submit to webhook", unit: "ms", digits: 0, aim: 300, values: one },
      {
        what: "films a second with instant services, 30 at once",
        unit: "/s",
        digits: 1,
        aim: 5,
        atLeast: true,
        values: many,
      },
    ];
  } finally {
    await house.close();
  }
}
