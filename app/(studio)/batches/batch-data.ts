import { useCallback, useEffect, useState } from "react";
import type { Batch, BatchQuote, BatchRetryQuote, BatchWithItems } from "@/lib/schemas/batch";
import type { JobStatus } from "@/lib/schemas/job";
import { withBase } from "@/server/http/base-path";
import { ask } from "../_data/api";

const of = (id: string) => `/v1/batches/${encodeURIComponent(id)}`;

export const listBatches = (after?: string) =>
  ask((api) =>
    api.request<{ data: Batch[]; lastId: string | null; hasMore: boolean }>(
      "GET",
      `/v1/batches?limit=20${after ? `&after=${after}` : ""}`,
    ),
  );
export const getBatch = (id: string, status: JobStatus | "", limit: number) =>
  ask((api) => api.request<BatchWithItems>("GET", `${of(id)}?limit=${limit}${status ? `&status=${status}` : ""}`));
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
      try {
        const now = document.visibilityState === "visible" ? await read() : undefined;
        if (isOver) return;
        if (now !== undefined) setValue(now);
        setProblem(null);
        if (now === undefined || isMoving(now)) timer = setTimeout(look, everyMs);
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
