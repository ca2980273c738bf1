import { join } from "node:path";
import { createClient } from "@libsql/client";
import { startApp, timeFilm } from "@/testing/app";
import type { Measurement } from "./measurement";

/**
 * What Nextscene itself adds to a job: a film with services that answer at once, from the submit to the caller's webhook,
 * less the time its files took to be fetched and checked on the way that took longest. The services' own time is not
 * taken off: they are asked and answer within a few milliseconds.
 */
export async function measureOverhead(runs: number): Promise<Measurement> {
  const house = await startApp({ SANDBOX_INSTANT: "1" });
  try {
    await timeFilm(house, 0); // the first job of a process also loads its code
    const values: number[] = [];
    for (let run = 1; run <= runs; run++) {
      const { job, seconds } = await timeFilm(house, run);
      values.push(seconds * 1000 - (await keepingTime(join(house.dataDir, "nextscene.db"), job.id)));
    }
    return {
      what: "one film with instant services, less the keeping of its files",
      unit: "ms",
      digits: 0,
      aim: 150,
      values,
    };
  } finally {
    await house.close();
  }
}

/** Milliseconds that a job's calls spent on keeping files: the longest chain of a scene, then the join. */
async function keepingTime(database: string, jobId: string): Promise<number> {
  const client = createClient({ url: `file:${database}` });
  // A call's last two events are the beginning of the keeping and its end.
  const { rows } = await client.execute({
    sql: "SELECT step, created_at FROM events WHERE job_id = ? AND type = 'step' ORDER BY seq",
    args: [jobId],
  });
  client.close();
  const spent = (step: string) => {
    const [kept, keeping] = rows
      .filter((row) => row.step === step)
      .map((row) => Number(row.created_at))
      .reverse();
    return kept !== undefined && keeping !== undefined ? kept - keeping : 0;
  };
  const scenes = [1, 2, 3].map((scene) => spent(`keyframe.${scene}`) + spent(`clip.${scene}`));
  return Math.max(...scenes) + spent("film");
}
