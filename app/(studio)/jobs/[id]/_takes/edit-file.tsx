"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { editStep, upload } from "@/app/(studio)/_data/api";
import { problemWords } from "@/app/(studio)/_data/api-problem";
import { Lines } from "@/app/(studio)/_ui/lines";
import { PickFile } from "@/app/(studio)/_ui/pick-file";
import { FromLibrary } from "@/app/(studio)/library/from-library";
import type { MediaType } from "@/lib/schemas/job";

/** `field`: of the result, which the file takes the place of. */
type Props = { jobId: string; step: string; field: string; type: MediaType; onDone: () => void };

/** Replaces the result of a step with a file of the user, uploaded now or before. */
export function EditFile({ jobId, step, field, type, onDone }: Props) {
  const t = useTranslations("edit");
  const say = useTranslations();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const give = (file: Promise<string>) => {
    setBusy(true);
    setProblem(null);
    file
      .then((id) => editStep(jobId, step, { [field]: `asset:${id}` }))
      .then(onDone)
      .catch((reason: unknown) => setProblem(problemWords(reason, say)))
      .finally(() => setBusy(false));
  };
  const own = async (file: File) =>
    (await upload(file, { as: type === "file" ? "file" : undefined, signal: new AbortController().signal })).id;
  return (
    <div className="flex flex-col gap-1.5 border-t border-line pt-5">
      <div className="flex flex-wrap items-center justify-end gap-x-5 gap-y-2">
        <p className="grow basis-60 text-sm text-pretty text-soft">{t("free")}</p>
        <PickFile
          label={t(`own.${type}`)}
          accept={type === "file" ? undefined : `${type}/*`}
          busy={busy}
          onPick={(file) => give(own(file))}
        />
        <FromLibrary kind={type} disabled={busy} onPick={({ id }) => give(Promise.resolve(id))} />
      </div>
      <p aria-live="assertive" className="text-sm font-medium text-bad empty:hidden">
        {problem && <Lines text={problem} />}
      </p>
    </div>
  );
}
