"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { upload } from "@/app/(studio)/_data/api";
import { problemWords } from "@/app/(studio)/_data/api-problem";
import { Lines } from "@/app/(studio)/_ui/lines";
import { PickFile } from "@/app/(studio)/_ui/pick-file";
import { FromLibrary } from "@/app/(studio)/library/from-library";
import type { Output } from "@/lib/schemas/job";

type Props = { label: string; type: "video" | "audio"; onUploaded: (file: Output) => void };

/** One file of the user's: uploaded now, or chosen from the library. */
export function UploadButton({ label, type, onUploaded }: Props) {
  const t = useTranslations();
  const [done, setDone] = useState<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const give = (file: File) => {
    setDone(0);
    setProblem(null);
    upload(file, { signal: new AbortController().signal, onProgress: setDone })
      .then((made) => (made.type === type ? onUploaded(made) : setProblem(t(`cut.wrong.${type}`))))
      .catch((reason: unknown) => setProblem(problemWords(reason, t)))
      .finally(() => setDone(null));
  };
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex flex-wrap gap-2 [&>button]:grow">
        <PickFile
          label={label}
          says={done === null ? label : t("cut.uploading", { percent: Math.round(done * 100) })}
          accept={`${type}/*`}
          busy={done !== null}
          onPick={give}
          className="pointer-coarse:min-h-11"
        />
        <FromLibrary kind={type} disabled={done !== null} onPick={onUploaded} />
      </div>
      <p aria-live="assertive" className="text-sm font-medium text-bad empty:hidden">
        {problem && <Lines text={problem} />}
      </p>
    </div>
  );
}
