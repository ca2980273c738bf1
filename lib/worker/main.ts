import { rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { env } from "../env";
import { log } from "../log";
import { startWorkServer } from "./server";

/** The work process: runs local services in child processes, so that nothing heavy runs in the web process. */

const { WORK_HOST, WORK_PORT, WORK_CONCURRENCY, DATA_DIR } = env();
const dir = join(DATA_DIR, "work", String(WORK_PORT));
rmSync(dir, { recursive: true, force: true }); // files of a crashed process: its work is submitted again

const { server, pool } = await startWorkServer({
  host: WORK_HOST,
  port: WORK_PORT,
  dir,
  concurrency: WORK_CONCURRENCY ?? Math.max(1, availableParallelism() - 1),
  log: (line) => log("info", line),
});
const stop = () => {
  server.close();
  void pool.close().finally(() => process.exit(0));
};
process.once("SIGTERM", stop);
process.once("SIGINT", stop);
