"use client";

import { ImageDown } from "lucide-react";
import { useTranslations } from "use-intl";
import { jobStill } from "@/app/(studio)/_data/api";
import { FileButton } from "@/app/(studio)/_ui/button";

/** The id of the film's player, by which the link finds the current time. */
export const filmPlayer = "film-player";

/** Downloads the picture that the player currently shows. */
export function StillLink({ jobId }: { jobId: string }) {
  const t = useTranslations("job");
  const href = (seconds: number) => jobStill(jobId, seconds);
  return (
    <FileButton
      size="small"
      href={href(0)}
      download={`${jobId}.jpg`}
      onClick={(event) => {
        const player = document.getElementById(filmPlayer);
        event.currentTarget.href = href(player instanceof HTMLVideoElement ? player.currentTime : 0);
      }}
      className="whitespace-nowrap"
    >
      <ImageDown aria-hidden />
      {t("still")}
    </FileButton>
  );
}
