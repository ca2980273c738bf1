"use client";

import { ImageDown } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { jobStill, stillOf, upload } from "@/app/(studio)/_data/api";
import { problemWords } from "@/app/(studio)/_data/api-problem";
import { FileButton } from "@/app/(studio)/_ui/button";
import { Lines } from "@/app/(studio)/_ui/lines";
import { useSaving } from "@/app/(studio)/_ui/saved-by-job";
import { UseIn } from "@/app/(studio)/library/use-in";

/** The id of the film's player, by which the link finds the current time. */
export const filmPlayer = "film-player";

/** The picture that the player currently shows: to download, or for another workflow. */
export function StillLink({ jobId }: { jobId: string }) {
  const t = useTranslations("job");
  const say = useTranslations();
  const [problem, setProblem] = useState<string | null>(null);
  const { nameOf } = useSaving();
  const now = () => {
    const player = document.getElementById(filmPlayer);
    return player instanceof HTMLVideoElement ? player.currentTime : 0;
  };
  const savedAs = (seconds: number) => `${nameOf(t("stillName", { s: Math.round(seconds * 10) / 10 }))}.jpg`;
  const make = async () => {
    setProblem(null);
    try {
      const still = new File([await stillOf(jobId, now())], `${t("frame")}.jpg`, { type: "image/jpeg" });
      return (await upload(still, { signal: new AbortController().signal })).id;
    } catch (reason) {
      setProblem(problemWords(reason, say));
      return null;
    }
  };
  return (
    <div className="col-span-2 grid grid-cols-2 gap-2">
      <FileButton
        size="small"
        href={jobStill(jobId, 0)}
        download={savedAs(0)}
        onClick={(event) => {
          const seconds = now();
          Object.assign(event.currentTarget, { href: jobStill(jobId, seconds), download: savedAs(seconds) });
        }}
        className="whitespace-nowrap"
      >
        <ImageDown aria-hidden />
        {t("still")}
      </FileButton>
      <UseIn kind="plain" file={{ type: "image", contentType: "image/jpeg", make }} name={t("frame")} />
      <p role="alert" className="col-span-2 text-sm font-medium text-bad empty:hidden">
        {problem && <Lines text={problem} />}
      </p>
    </div>
  );
}
