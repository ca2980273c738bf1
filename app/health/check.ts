import { serviceState } from "@/app/present/service";
import { watcherCount } from "@/app/watch";
import { readCounters } from "@/db/counters";
import { newestSeq } from "@/db/events";
import { engineAnswers } from "@/inngest/reconcile";
import { allServices } from "@/inngest/registry";
import { env } from "@/lib/env";
import { StorageError } from "@/lib/storage";
import { store } from "@/lib/store";

type State = { status: "ok" | "down"; message?: string };

/** Whether everything a job needs is there. Without the database nothing works; the rest is waited for. */
export async function checkHealth() {
  const [database, storage, engine] = await Promise.all([
    stateOf(async () => void (await newestSeq())),
    storageState(),
    engineState(),
  ]);
  const services = Object.fromEntries(allServices.map((service) => [service.id, serviceState(service)]));
  const all = [storage, engine, ...Object.values(services)];
  const status = database.status === "down" ? "down" : all.every((one) => one.status === "ok") ? "ok" : "degraded";
  const counters = await readCounters().catch(() => null); // the database is down, which is said already
  return { status, database, storage, engine, services, counters, watchers: watcherCount() };
}

/** Anybody may ask, and what is asked then is elsewhere: it is looked at once in so many milliseconds. */
function atMostEvery(pause: number, check: () => Promise<void>): () => Promise<State> {
  let last: { at: number; state: Promise<State> } | undefined;
  return () => {
    if (!last || Date.now() - last.at >= pause) last = { at: Date.now(), state: stateOf(check) };
    return last.state;
  };
}

const engineState = atMostEvery(1_000, async () => {
  if (!(await engineAnswers())) throw new Error("The engine does not answer; jobs wait until it does.");
});

/** The bucket's address stays in the settings. */
const storageState = atMostEvery(5_000, () =>
  store()
    .check()
    .catch((error: unknown) => {
      if (error instanceof StorageError && error.code === "disk_full") {
        throw new Error("The disk of DATA_DIR is full: make room. Uploads and results cannot be kept until then.");
      }
      const settings = env().S3_BUCKET ? "S3_BUCKET, S3_ENDPOINT and the S3 keys" : "DATA_DIR";
      throw new Error(`Media cannot be kept now: look at ${settings}.`);
    }),
);

async function stateOf(check: () => Promise<void>): Promise<State> {
  try {
    await check();
    return { status: "ok" };
  } catch (error) {
    return { status: "down", message: (error as Error).message };
  }
}
