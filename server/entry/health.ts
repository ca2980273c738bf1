import { readCounters } from "@/db/counters";
import { deadKeys, restsOfProvider } from "@/db/dead-keys";
import { newestSeq } from "@/db/events";
import { restsOf } from "@/db/provider-rests";
import { engineFault } from "@/inngest/engine/health";
import { allServices } from "@/inngest/registry";
import { instanceId } from "@/lib/crypto/instance-id";
import { env } from "@/lib/env";
import { type MediaState, mediaState } from "@/lib/media";
import { listProviders } from "@/lib/routing/provider-list";
import { StorageError } from "@/lib/storage";
import { store } from "@/lib/storage/current";
import { serviceState } from "../api/serializers/service";
import { watcherCount } from "../events/hub";

type State = { status: "ok" | "down"; message?: string };

/**
 * Whether everything that a job needs is available. Only a missing database makes the app unavailable; jobs wait for
 * the rest.
 */
export async function checkHealth() {
  const [database, storage, engine, media] = await Promise.all([
    stateOf(async () => void (await newestSeq())),
    storageState(),
    engineState(),
    mediaTools(),
  ]);
  const services = Object.fromEntries(allServices.map((service) => [service.id, serviceState(service)]));
  const all = [storage, engine, media, ...Object.values(services)];
  const warnings = await refusedKeys();
  const isWell = warnings.length === 0 && all.every((one) => one.status === "ok");
  const status = database.status === "down" ? "down" : isWell ? "ok" : "degraded";
  const counters = await readCounters().catch(() => null); // the database is down, which `database` says already
  const instance = instanceId(env().SECRET);
  return { status, instance, database, storage, engine, media, services, warnings, counters, watchers: watcherCount() };
}

/** Who is in a role's list and refused its key: the next one may help, but this one never will until a person acts. */
async function refusedKeys(): Promise<{ provider: string; setting: string; message: string }[]> {
  const rests = await restsOf().catch(() => []); // the database is down, which `database` says already
  const listed = listProviders().filter((one) => one.roles.some(({ models }) => models.some((m) => m.position)));
  return listed.flatMap(({ provider }) =>
    deadKeys(restsOfProvider(rests, provider.id)).map((name) => {
      const { setting } = provider.api;
      const message = `${name} refuses its key: check ${setting}, and then test it on the settings page.`;
      return { provider: name, setting, message };
    }),
  );
}

let tools: Promise<MediaState> | undefined;

/** The tools do not change while the process runs; a failed check is repeated. */
async function mediaTools(): Promise<MediaState> {
  tools ??= mediaState();
  const state = await tools;
  if (state.status === "down") tools = undefined;
  return state;
}

/**
 * Checks at most once in `pause` milliseconds, because every visitor may request it and the check calls another server.
 */
function atMostEvery(pause: number, check: () => Promise<void>): () => Promise<State> {
  let last: { at: number; state: Promise<State> } | undefined;
  return () => {
    if (!last || Date.now() - last.at >= pause) last = { at: Date.now(), state: stateOf(check) };
    return last.state;
  };
}

const engineState = atMostEvery(1_000, async () => {
  const fault = await engineFault();
  if (fault) throw new Error(fault);
});

/** Does not reveal the bucket's address. */
const storageState = atMostEvery(5_000, () =>
  store()
    .check()
    .catch((error: unknown) => {
      if (error instanceof StorageError && error.code === "disk_full") {
        throw new Error(
          "The disk of DATA_DIR is full: free some space. Uploads and results cannot be stored until then.",
        );
      }
      const settings = env().S3_BUCKET ? "S3_BUCKET, S3_ENDPOINT and the S3 keys" : "DATA_DIR";
      throw new Error(`Media cannot be stored: check ${settings}.`);
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
