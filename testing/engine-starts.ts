import { join } from "node:path";
import { createClient } from "@libsql/client";
import type { Job } from "@/lib/schemas/job";
import type { TestApp } from "./app";

/** How often a job was given to the engine, and its newest run there, empty while it has none; from the database. */
export async function startsOf(
  { dataDir }: Pick<TestApp, "dataDir">,
  { id }: Job,
): Promise<{ starts: number; runId: string }> {
  const client = createClient({ url: `file:${join(dataDir, "nextscene.db")}` });
  try {
    const { rows } = await client.execute({ sql: "select engine_starts, run_id from jobs where id = ?", args: [id] });
    return { starts: Number(rows[0]?.engine_starts), runId: String(rows[0]?.run_id ?? "") };
  } finally {
    client.close();
  }
}
