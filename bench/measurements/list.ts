import { join } from "node:path";
import { createClient } from "@libsql/client";
import { startApp } from "@/testing/app";
import type { Measurement } from "./measurement";
import { percentile, timeEach } from "./percentile";

const jobs = 1_000_000;
const perBatch = 50_000;

/** Pages of twenty jobs from a key's million, with every filter, from anywhere in the list. */
export async function measureList(): Promise<Measurement[]> {
  const testApp = await startApp();
  try {
    await fill(join(testApp.dataDir, "nextscene.db"), testApp.api.key.split("_")[1] ?? "");
    const filters = [
      "",
      "&status=failed",
      "&status=completed&model=qwen-vl",
      "&model=wan-i2v",
      "&createdAfter=2025-06-01T00:00:00Z",
    ];
    const ask = async (query: string) => {
      const response = await fetch(`${testApp.api.url}/v1/jobs?${query}`, {
        headers: { "x-api-key": testApp.api.key },
      });
      if (!response.ok) throw new Error(`GET /v1/jobs?${query} answered ${response.status}.`);
      await response.arrayBuffer();
    };
    const query = (i: number) => `after=${idOf((i * 7919) % jobs)}${filters[i % filters.length]}`;
    await timeEach(50, 1, (i) => ask(query(i)));
    const times = await timeEach(1000, 1, (i) => ask(query(i)));
    const searches = await timeEach(100, 1, (i) => ask(`${query(i)}&q=take%20${i}%20`));
    const of = (what: string, digits: number, aim: number, value: number) => ({
      what,
      unit: "ms",
      digits,
      aim,
      values: [value],
    });
    return [
      of("a page of 20 out of 1,000,000 jobs, p50", 1, 10, percentile(times, 0.5)),
      of("a page of 20 out of 1,000,000 jobs, p99", 1, 20, percentile(times, 0.99)),
      of("a page of a text search in 1,000,000 jobs, p99", 1, 100, percentile(searches, 0.99)),
    ];
  } finally {
    await testApp.close();
  }
}

/** Generated ids, one a second from 2025 on. */
function idOf(i: number): string {
  const hex = (Date.parse("2025-01-01T00:00:00Z") + i * 1000).toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

async function fill(database: string, keyId: string): Promise<void> {
  const client = createClient({ url: `file:${database}`, timeout: 60_000 });
  const id = "printf('%s-%s-7000-8000-000000000000', substr(h, 1, 8), substr(h, 9))";
  const rows = `with recursive n(i) as (select ? union all select i + 1 from n where i < ?),
    made(i, at, h) as (select i, 1735689600000 + i * 1000, printf('%012x', 1735689600000 + i * 1000) from n)`;
  for (let from = 0; from < jobs; from += perBatch) {
    const args = [from, from + perBatch - 1];
    const sql = `insert into jobs (id, key_id, model, status, priority, input, options, plan, created_at, finished_at) ${rows}
      select ${id}, '${keyId}', iif(i % 3 = 0, 'qwen-vl', iif(i % 1000 = 1, 'wan-i2v', 'next-scene')),
        iif(i % 500 = 0, 'failed', 'completed'), 'normal', '{}',
        json_object('prompt', 'The wind takes the seeds of the dandelion with it, take ' || i || ' of many'), '[]', at, at + 60000
      from made`;
    await client.execute({ sql, args });
    const calls = `insert into calls (id, job_id, key, generation, service, status, input, request_hash, token_hash) ${rows}
      select 'c' || i, ${id}, 'qwen-vl', 0, 'qwen-vl', 'succeeded', '{"prompt":"The wind."}', '', '' from made where i % 10 = 0`;
    await client.execute({ sql: calls, args });
  }
  client.close();
}
