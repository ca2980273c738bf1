import { setTimeout as sleep } from "node:timers/promises";
import { v7 as uuidv7 } from "uuid";
import { addBatch, removeUnwritten, writingState } from "@/db/batch-writing";
import { type BatchRow, findBatch, unsentStarts } from "@/db/batches";
import { isDatabaseAway } from "@/db/core/errors";
import { outlast } from "@/db/core/outlast";
import type { Once } from "@/db/idempotency";
import type { Key } from "@/db/keys";
import { env } from "@/lib/env";
import { Problem } from "@/lib/errors";
import { failpoint } from "@/lib/failpoint";
import { currency, money } from "@/lib/pricing";
import type { BatchQuote, BatchRequest } from "@/lib/schemas/batch";
import { safeJson } from "@/lib/schemas/json-safety";
import { checkNotify, targetsOf } from "../deliveries/check-notify";
import { sendSoon } from "../event-outbox";
import { checkAddresses } from "../jobs/check-request";
import { bodyHash, madeBefore } from "../jobs/idempotency";
import { limitProblem, refuseOverLimit } from "../jobs/limit-errors";
import { checkItems, type PricedItem, warningsOf } from "./check-items";
import type { GivenItem } from "./given-item";

/** A batch as it was given, in whichever format. `isUpload`: its settings were in the query. */
export type GivenBatch = Omit<BatchRequest, "requests"> & { items: GivenItem[]; isUpload?: true };

/**
 * The only path that starts a batch. All requests are checked and priced before anything starts; refuses with a Problem
 * that has every error, and stores nothing. Once it returns, all jobs are in the database and survive every crash.
 */
export async function submitBatch(
  given: GivenBatch,
  key: Key,
  idempotencyKey?: string,
): Promise<{ batch: BatchRow; replayed: boolean }> {
  const once = idempotencyKey ? { idempotencyKey, bodyHash: hashOf(given) } : undefined;
  const known = once && (await replay(key.id, once));
  if (known) return { batch: known, replayed: true };
  try {
    return { batch: await begin(given, key, once), replayed: false };
  } catch (error) {
    // Another request used the same Idempotency-Key meanwhile: return its batch, whatever failed here.
    const theirs = once && (await replay(key.id, once));
    if (theirs) return { batch: theirs, replayed: true };
    throw error;
  }
}

async function begin(given: GivenBatch, key: Key, once?: Once): Promise<BatchRow> {
  checkRecipients(given);
  let warnings: BatchRow["warnings"] = [];
  let estimated = 0;
  const wanted = () => ({ keyId: key.id, limits: { ...key.limits, concurrentJobs: null }, estimated });
  const jobs = await checkItems(given.items, key, async (items) => {
    warnings = warningsOf(items);
    estimated = items.reduce((sum, { priced }) => sum + priced.estimated, 0);
    await refuseOverLimit(wanted());
    return true;
  });
  const id = uuidv7();
  const { strategy, onFailure, webhookUrl, metadata } = given;
  const maxConcurrent = concurrencyOf(given);
  const notify = targetsOf(given.notify, key.notify);
  const batch = { id, keyId: key.id, strategy, onFailure, webhookUrl, notify, metadata, maxConcurrent };
  const stored = await addBatch({ ...batch, total: jobs.length, warnings }, jobs, { limits: key.limits, once }).catch(
    async (error: unknown) => {
      // The batch may be stored although the database's answer was lost. A caller who is refused would submit it again.
      if (isDatabaseAway(error) && (await outlast(() => findBatch(id)))) return true;
      throw error;
    },
  );
  if (!stored) throw await limitProblem(wanted());
  failpoint("after-job");
  for (const event of await unsentStarts(key.id)) sendSoon(event);
  const added = await findBatch(id);
  if (!added) throw new Problem("internal", "Could not store the batch.");
  return added;
}

function checkRecipients({ webhookUrl, notify, isUpload }: GivenBatch): void {
  checkAddresses({ webhookUrl });
  checkNotify(notify ?? [], isUpload ? "?notify" : "/notify", !isUpload);
}

/** The quote of a batch. Checks all that a submit checks but the key's limits; stores nothing. */
export async function quoteBatch(given: GivenBatch, key: Key): Promise<BatchQuote> {
  checkRecipients(given);
  let quote: BatchQuote | undefined;
  await checkItems(given.items, key, async (items) => {
    quote = quoteOf(items, concurrencyOf(given));
    return false;
  });
  if (!quote) throw new Problem("internal", "Could not estimate the cost of the batch.");
  return quote;
}

function quoteOf(items: PricedItem[], concurrency: number): BatchQuote {
  const sum = (of: (item: PricedItem) => number, among = items) => among.reduce((total, item) => total + of(item), 0);
  const seconds = items.map(({ priced }) => priced.seconds);
  const models = [...new Set(items.map(({ request }) => request.model))];
  return {
    object: "batch_quote",
    requests: items.length,
    cost: {
      estimated: money(sum(({ priced }) => priced.usual)),
      max: money(sum(({ priced }) => priced.estimated)),
      currency,
    },
    estimatedTime: Math.ceil(Math.max(sum(({ priced }) => priced.seconds) / concurrency, ...seconds.slice(0, 1000))),
    models: models.map((model) => {
      const ofModel = items.filter(({ request }) => request.model === model);
      return { model, requests: ofModel.length, cost: money(sum(({ priced }) => priced.usual, ofModel)) };
    }),
    warnings: warningsOf(items),
  };
}

const concurrencyOf = ({ strategy, maxConcurrent }: GivenBatch) =>
  strategy === "sequential" ? 1 : Math.min(maxConcurrent ?? env().BATCH_CONCURRENCY, env().BATCH_CONCURRENCY);

/** A request that cannot be serialized counts as null: its own check names it. */
const hashOf = ({ items, isUpload: _, ...given }: GivenBatch) =>
  bodyHash({ ...given, batch: items.map(({ request }) => safeJson(request)) });

/** The batch of an earlier request; one that another request is storing now is awaited. */
async function replay(keyId: string, once: Once): Promise<BatchRow | undefined> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const id = await madeBefore(keyId, once);
    if (id === undefined) return undefined;
    const state = await writingState(id);
    if (state === "over") return findBatch(id);
    if (state === "abandoned") await removeUnwritten(id);
    else if (Date.now() < until) await sleep(50);
    else {
      const detail = "A request with this Idempotency-Key is still storing its batch. Send it again in a few seconds.";
      throw new Problem("unavailable", detail, { headers: { "retry-after": "5" } });
    }
  }
}

/** Milliseconds that a repeated request waits for the first one. */
const patienceMs = 10_000;
