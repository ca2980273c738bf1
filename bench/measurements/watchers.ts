import { get } from "node:http";
import { join } from "node:path";
import { createClient } from "@libsql/client";
import { createApiKey } from "@/cli/supervisor/database";
import { startApp, type TestApp, timeFilm } from "@/testing/app";
import type { Measurement } from "./measurement";
import { percentile } from "./percentile";

const watchers = 500;
/** Less than the limit of streams per key. */
const perKey = 125;

/** The time from storing an event to its arrival at each of 500 watchers of all jobs, while a film is made. */
export async function measureWatchers(): Promise<Measurement[]> {
  const testApp = await startApp({ SANDBOX_INSTANT: "1" });
  const arrivals: { seq: number; at: number }[] = [];
  try {
    await timeFilm(testApp, 0); // the first job of a process also loads its code
    const admins = await Promise.all(
      Array.from({ length: watchers / perKey }, (_, i) => createApiKey(testApp.app.settings, `watcher ${i}`, "admin")),
    );
    const open = await Promise.all(
      admins.flatMap(({ key }) => Array.from({ length: perKey }, () => listen(testApp, key, arrivals))),
    );
    const { job } = await timeFilm(testApp, 1);
    const written = await eventsOf(join(testApp.dataDir, "nextscene.db"), job.id);
    const expected = written.size * watchers;
    const heard = () => arrivals.filter(({ seq }) => written.has(seq));
    for (let left = 100; left > 0 && heard().length < expected; left--)
      await new Promise((done) => setTimeout(done, 100));
    for (const request of open) request.destroy();
    if (heard().length !== expected) throw new Error(`Of ${expected} events ${heard().length} arrived.`);
    const lags = heard().map(({ seq, at }) => at - (written.get(seq) ?? 0));
    const of = (what: string, aim: number, value: number) => ({ what, unit: "ms", digits: 0, aim, values: [value] });
    return [
      of("lag of an event at 500 watchers, p50", 150, percentile(lags, 0.5)),
      of("lag of an event at 500 watchers, p99", 300, percentile(lags, 0.99)),
    ];
  } finally {
    await testApp.close();
  }
}

/** Resolves with the snapshot. Parses only the ids, so that the watchers themselves cost little. */
function listen(
  { api }: TestApp,
  key: string,
  arrivals: { seq: number; at: number }[],
): Promise<ReturnType<typeof get>> {
  return new Promise((resolve, reject) => {
    const request = get(`${api.url}/v1/events`, { agent: false, headers: { "x-api-key": key } }, (response) => {
      let rest = "";
      response.setEncoding("utf8").on("data", (text: string) => {
        const at = Date.now();
        const lines = (rest + text).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) if (line.startsWith("id: ")) arrivals.push({ seq: Number(line.slice(4)), at });
        resolve(request);
      });
      response.on("error", () => {});
    });
    request.on("error", reject);
  });
}

/** When each event of a job was stored, in milliseconds since 1970. */
async function eventsOf(database: string, jobId: string): Promise<Map<number, number>> {
  const client = createClient({ url: `file:${database}`, timeout: 5000 });
  const { rows } = await client.execute({ sql: "select seq, created_at from events where job_id = ?", args: [jobId] });
  client.close();
  return new Map(rows.map(({ seq, created_at }) => [Number(seq), Number(created_at)]));
}
