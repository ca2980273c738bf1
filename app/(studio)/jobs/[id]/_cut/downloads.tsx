"use client";

import { FolderDown, ImageDown } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { jobArchive, jobStill } from "@/app/(studio)/_data/api";
import { FileButton } from "@/app/(studio)/_ui/button";
import { Dialog } from "@/app/(studio)/_ui/dialog";
import { FileCard } from "@/app/(studio)/_ui/file-card";
import type { Job } from "@/lib/schemas/job";
import { DownloadsButton } from "./downloads-button";

/** The film as it is joined now, and everything beside it, to take home. */
export default function Downloads({ job }: { job: Job }) {
  const t = useTranslations("cut");
  const [open, setOpen] = useState(true);
  const nameOf = (type: string, field: string | null) =>
    type === "video" ? t("file.film") : field === "thumbnail" ? t("file.thumbnail") : t("file.subtitles");
  return (
    <Dialog open={open} onOpenChange={setOpen} title={t("downloads")} close={t("close")} trigger={<DownloadsButton />}>
      <div className="flex flex-col gap-3">
        <ul className="flex flex-col gap-2">
          {job.outputs.map((output) => (
            <li key={output.id}>
              <FileCard output={output} name={nameOf(output.type, output.field)} />
            </li>
          ))}
        </ul>
        <div className="grid grid-cols-2 gap-2">
          <FileButton href={jobStill(job.id, 0)} download={`${job.id}.jpg`}>
            <ImageDown aria-hidden />
            {t("still")}
          </FileButton>
          <FileButton href={jobArchive(job.id)} download>
            <FolderDown aria-hidden />
            {t("archive")}
          </FileButton>
        </div>
      </div>
    </Dialog>
  );
}
