"use client";

import { ImageDown } from "lucide-react";
import { useTranslations } from "use-intl";
import { jobStill } from "@/app/(studio)/_data/api";
import { FileButton } from "@/app/(studio)/_ui/button";
import { useSaving } from "@/app/(studio)/_ui/saved-by-job";

/** The id of the film's player, by which the link finds the current time. */
export const filmPlayer = "film-player";

/** Downloads the picture that the player currently shows. */
export function StillLink({ jobId }: { jobId: string }) {
  const t = useTranslations("job");
  const { nameOf } = useSaving();
  const href = (seconds: number) => jobStill(jobId, seconds);
  const savedAs = (seconds: number) => `${nameOf(t("stillName", { s: Math.round(seconds * 10) / 10 }))}.jpg`;
  return (
    <FileButton
      size="small"
      href={href(0)}
      download={savedAs(0)}
      onClick={(event) => {
        const player = document.getElementById(filmPlayer);
        const seconds = player instanceof HTMLVideoElement ? player.currentTime : 0;
        Object.assign(event.currentTarget, { href: href(seconds), download: savedAs(seconds) });
      }}
      className="whitespace-nowrap"
    >
      <ImageDown aria-hidden />
      {t("still")}
    </FileButton>
  );
}
