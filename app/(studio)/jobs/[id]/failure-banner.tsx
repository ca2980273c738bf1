import { TriangleAlert } from "lucide-react";
import type { JobError } from "@/lib/job";
import { words } from "../../words";

export function FailureBanner({ error }: { error: JobError }) {
  return (
    <div role="alert" className="flex gap-4 rounded-2xl bg-bad-wash p-5 ring-1 ring-bad/30">
      <TriangleAlert aria-hidden className="mt-0.5 size-5 shrink-0 text-bad" />
      <div className="flex min-w-0 flex-col gap-1">
        <h2 className="font-semibold text-bad">
          {words.job.failed} {error.step && words.job.failedAt(error.step)}
        </h2>
        <p className="text-pretty break-words">{error.message}</p>
        <p className="text-sm text-soft">
          {error.service && <span className="font-mono">{error.service} · </span>}
          <span className="font-mono">{error.code}</span> · {words.job.kept}
        </p>
      </div>
    </div>
  );
}
