import { join } from "node:path";
import { createClient } from "@libsql/client";
import { startApp, timeFilm } from "@/testing/app";
import type { Measurement } from "./measurement";

/**
 * What Nextscene adds to a job: a film with instant services, from the submit to the caller's webhook, minus the time
 * to download and check files on the longest path. The services' own time of a few milliseconds is included.
 */
export async function measureOverhead(runs: number): Promise<Measurement> {
  const testApp = await startApp({ SANDBOX_INSTANT: "1" });
  try {
    await timeFilm(testApp, 0); // the first job of a process also loads its code
    const values: number[] = [];
    for (let run = 1; run <= runs; run++) {
      const { job, seconds } = await timeFilm(testApp, run);
      values.push(seconds * 1000 - (await keepingTime(join(testApp.dataDir, "nextscene.db"), job.id)));
    }
    return {
      what: "one film with instant services, without storing its files",
      unit: "ms",
      digits: 0,
      aim: 150,
      values,
    };
  } finally {
    await testApp.close();
  }
}

/** The milliseconds that a job's calls spent on storing files: the longest chain of a scene, then the join. */
async function keepingTime(database: string, jobId: string): Promise<number> {
  const client = createClient({ url: `file:${database}` });
  // The last two events of a call are the start and the end of storing.
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
