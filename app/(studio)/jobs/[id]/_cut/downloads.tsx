"use client";

import {
  AudioLines,
  Captions,
  FolderDown,
  ImageDown,
  ImagePlay,
  ListVideo,
  type LucideIcon,
  RectangleHorizontal,
  RectangleVertical,
  Square,
} from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { jobArchive } from "@/app/(studio)/_data/api";
import { FileButton } from "@/app/(studio)/_ui/button";
import { Dialog } from "@/app/(studio)/_ui/dialog";
import { FileCard } from "@/app/(studio)/_ui/file-card";
import { useSaving } from "@/app/(studio)/_ui/saved-by-job";
import type { ExportRequest } from "@/lib/schemas/export";
import type { Job } from "@/lib/schemas/job";
import { editListOf } from "./cut-api";
import { DownloadsButton } from "./downloads-button";
import { ExportRow } from "./export-row";
import type { Playhead } from "./playhead";

type Props = { job: Job; take: number; hasSubtitles: boolean; playhead: Playhead };

/** The film as it is joined now, in every form that a person may need. */
export default function Downloads({ job, take, hasSubtitles, playhead }: Props) {
  const t = useTranslations("cut");
  const { nameOf } = useSaving();
  const [open, setOpen] = useState(true);
  const film = job.outputs.find(({ type }) => type === "video");
  const row = (
    what: Exclude<ExportRequest["what"], "otio" | "zip">,
    icon: LucideIcon,
    options?: () => Partial<ExportRequest>,
  ) => <ExportRow key={`${what}, ${take}`} job={job.id} what={what} icon={icon} options={options} />;
  return (
    <Dialog open={open} onOpenChange={setOpen} title={t("downloads")} close={t("close")} trigger={<DownloadsButton />}>
      <div className="flex flex-col gap-4">
        {film && <FileCard output={film} name={t("file.film")} />}
        <p className="text-sm text-soft">{t("exportsText")}</p>
        <ul className="flex flex-col divide-y divide-line">
          {row("16:9", RectangleHorizontal)}
          {row("9:16", RectangleVertical)}
          {row("1:1", Square)}
          {row("gif", ImagePlay, () => ({ time: playhead.time() }))}
          {row("mp3", AudioLines)}
          {row("still", ImageDown, () => ({ time: playhead.time() }))}
          {hasSubtitles && row("vtt", Captions)}
          {hasSubtitles && row("srt", Captions)}
        </ul>
        <div className="grid grid-cols-2 gap-2">
          <FileButton href={editListOf(job.id)} download={`${nameOf()}.otio`} className="pointer-coarse:min-h-11">
            <ListVideo aria-hidden />
            {t("editList")}
          </FileButton>
          <FileButton href={jobArchive(job.id)} download className="pointer-coarse:min-h-11">
            <FolderDown aria-hidden />
            {t("archive")}
          </FileButton>
        </div>
      </div>
    </Dialog>
  );
}
