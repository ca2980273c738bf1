import { useCallback, useEffect, useState } from "react";
import type { Batch, BatchQuote, BatchRetryQuote, BatchWithSummaries } from "@/lib/schemas/batch";
import type { JobStatus } from "@/lib/schemas/job";
import { withBase } from "@/server/http/base-path";
import { ask } from "../_data/api";

const of = (id: string) => `/v1/batches/${encodeURIComponent(id)}`;

export const listBatches = (limit = 20) =>
  ask((api) => api.request<{ data: Batch[]; hasMore: boolean }>("GET", `/v1/batches?limit=${limit}`));

const pageOf = (id: string, query: Record<string, string>) =>
  ask((api) => api.request<BatchWithSummaries>("GET", `${of(id)}?${new URLSearchParams(query)}`));

/** A batch with up to `most` of its jobs. */
export async function getBatch(id: string, status: JobStatus | "", most: number): Promise<BatchWithSummaries> {
  const filter: Record<string, string> = { fields: "summary", ...(status && { status }) };
  const batch = await pageOf(id, { ...filter, limit: String(Math.min(100, most)) });
  let { items } = batch;
  while (items.hasMore && items.lastId && items.data.length < most) {
    const limit = String(Math.min(100, most - items.data.length));
    const next = (await pageOf(id, { ...filter, limit, after: items.lastId })).items;
    items = { ...next, data: [...items.data, ...next.data] };
  }
  return { ...batch, items };
}

/** A batch without its jobs. */
export const getBatchAlone = (id: string): Promise<Batch> => ask((api) => api.batch(id));
export const deleteBatch = (id: string) => ask((api) => api.removeBatch(id));
export const cancelBatch = (id: string) => ask((api) => api.cancelBatch(id));
export const retryBatch = (id: string) => ask((api) => api.request<Batch>("POST", `${of(id)}/retry`, {}));
/** What a retry can cost; starts nothing. */
export const quoteBatchRetry = (id: string) =>
  ask((api) => api.request<BatchRetryQuote>("POST", `${of(id)}/retry?dry_run=true`, {}));
export const archiveOf = (id: string) => withBase(`${of(id)}/archive.zip`);

/** Sends a list as CSV: the quote of a dry run, or the batch. */
export const quoteList = (csv: string, model: string) =>
  ask((api) => api.sendRows<BatchQuote>(csv, { model, dry_run: "true" }));
export const startList = (csv: string, model: string, idempotencyKey: string) =>
  ask((api) => api.sendRows<Batch>(csv, { model }, { idempotencyKey }));

const everyMs = 1_500;
/** A long read is repeated less often. */
const waitAfter = (started: number) => Math.max(everyMs, 3 * (Date.now() - started));

/** What `read` returns, read again while `isMoving` says so and the page is visible. */
export function usePolled<T>(read: () => Promise<T>, isMoving: (value: T) => boolean) {
  const [value, setValue] = useState<T>();
  const [problem, setProblem] = useState<unknown>(null);
  const [asked, setAsked] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `asked` begins it again
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const look = async () => {
      const started = Date.now();
      try {
        const now = document.visibilityState === "visible" ? await read() : undefined;
        if (isOver) return;
        if (now !== undefined) setValue(now);
        setProblem(null);
        if (now === undefined || isMoving(now)) timer = setTimeout(look, waitAfter(started));
      } catch (error) {
        if (isOver) return;
        setProblem(error);
        timer = setTimeout(look, 4 * everyMs);
      }
    };
    void look();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [read, isMoving, asked]);
  const again = useCallback(() => setAsked((times) => times + 1), []);
  return { value, problem, again };
}
