import { startApp, timeFilm } from "@/testing/app";
import type { Measurement } from "./measurement";

/** One film with the sandbox's real media: three scenes of 768×768 and 3 s, from the submit to the caller's webhook. */
export async function measureFilm(runs: number): Promise<Measurement> {
  const testApp = await startApp();
  try {
    const values: number[] = [];
    for (let run = 1; run <= runs; run++) values.push((await timeFilm(testApp, run)).seconds);
    return { what: "one film, 3 scenes of 768×768 and 3 s, submit to webhook", unit: "s", digits: 1, aim: 60, values };
  } finally {
    await testApp.close();
  }
}
