"use client";

import { LoaderCircle, Pencil } from "lucide-react";
import { useId, useState } from "react";
import { useTranslations } from "use-intl";
import { editStep } from "@/app/(studio)/_data/api";
import { problemWords } from "@/app/(studio)/_data/api-problem";
import { Button } from "@/app/(studio)/_ui/button";
import { Lines } from "@/app/(studio)/_ui/lines";
import { langOf } from "@/app/(studio)/_ui/text-language";

type Props = {
  jobId: string;
  step: string;
  text: string;
  onDone: () => void;
  onChanged?: (isChanged: boolean) => void;
};

/** What a service wrote, to be rewritten by hand. `onChanged`: whether there is something to save. */
export function EditText({ jobId, step, text, onDone, onChanged }: Props) {
  const t = useTranslations("edit");
  const say = useTranslations();
  const id = useId();
  const [words, setWords] = useState(text);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const change = (next: string) => {
    setWords(next);
    onChanged?.(next !== text);
  };
  const save = () => {
    setBusy(true);
    setProblem(null);
    editStep(jobId, step, { text: words })
      .then(() => {
        onChanged?.(false);
        onDone();
      })
      .catch((reason: unknown) => setProblem(problemWords(reason, say)))
      .finally(() => setBusy(false));
  };
  return (
    <div className="flex w-full flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {t("text")}
      </label>
      <textarea
        id={id}
        lang={langOf(words)}
        value={words}
        rows={9}
        onChange={(event) => change(event.target.value)}
        className="max-h-[35dvh] w-full rounded-xl bg-paper px-3.5 py-2.5 ring-1 ring-edge/60 ring-inset"
      />
      <div className="flex flex-wrap items-center justify-end gap-x-5 gap-y-2">
        <p className="grow basis-60 text-sm text-pretty text-soft">{t("free")}</p>
        <Button disabled={busy || words === text || words.trim() === ""} onClick={save}>
          {busy ? <LoaderCircle aria-hidden className="animate-spin" /> : <Pencil aria-hidden />}
          {t("save")}
        </Button>
      </div>
      <p aria-live="assertive" className="text-sm font-medium text-bad empty:hidden">
        {problem && <Lines text={problem} />}
      </p>
    </div>
  );
}
