"use client";

import { ImageDown } from "lucide-react";
import { useTranslations } from "use-intl";
import { jobStill } from "@/app/(studio)/_data/api";
import { FileButton } from "@/app/(studio)/_ui/button";

/** Marks the film's player, so that the link knows where it stands. */
export const filmPlayer = "film-player";

/** Downloads the picture that the player shows now. */
export function StillLink({ jobId }: { jobId: string }) {
  const t = useTranslations("job");
  const href = (seconds: number) => jobStill(jobId, seconds);
  return (
    <FileButton
      href={href(0)}
      download={`${jobId}.jpg`}
      onClick={(event) => {
        const player = document.getElementById(filmPlayer);
        event.currentTarget.href = href(player instanceof HTMLVideoElement ? player.currentTime : 0);
      }}
      className="px-2 whitespace-nowrap"
    >
      <ImageDown aria-hidden />
      {t("still")}
    </FileButton>
  );
}
