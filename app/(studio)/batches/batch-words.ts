import { useTranslations } from "use-intl";
import type { Batch } from "@/lib/schemas/batch";
import type { Tone } from "../_ui/status-style";

export const batchTone: Record<Batch["status"], Tone> = {
  running: "busy",
  cancelling: "calm",
  completed: "good",
  failed: "bad",
  cancelled: "calm",
};

/** "37 of 100 finished, 2 failed" */
export function useBatchWords() {
  const t = useTranslations("batches");
  return ({ counts: { total, completed = 0, failed = 0 } }: Batch): string =>
    t("done", { done: completed, total, failed });
}
