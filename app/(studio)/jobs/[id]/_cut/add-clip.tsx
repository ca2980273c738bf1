"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { Dialog } from "@/app/(studio)/_ui/dialog";
import { Picture } from "@/app/(studio)/_ui/picture";
import { AddClipButton } from "./add-clip-button";
import { addShot } from "./shot-edits";
import { useShotNames } from "./shot-names";
import { UploadButton } from "./upload-button";
import type { Editing } from "./use-cut";
import type { TimelineState } from "./use-timeline";

type Props = { editing: Editing; timeline: TimelineState };

/** Puts a clip of the job, or an upload, after the selected shot. */
export default function AddClip({ editing, timeline }: Props) {
  const t = useTranslations("cut");
  const nameOf = useShotNames();
  const [open, setOpen] = useState(true);
  const { cut, material, addUpload } = editing;
  const add = (clip: string) => {
    setOpen(false);
    timeline.add(addShot(cut, clip, timeline.selected?.shot.id ?? null));
  };
  return (
    <Dialog open={open} onOpenChange={setOpen} title={t("addClip")} close={t("close")} trigger={<AddClipButton />}>
      <div className="flex flex-col gap-5">
        <p className="text-sm text-soft">{t("addClipText")}</p>
        <ul aria-label={t("clips")} className="grid grid-cols-2 gap-3 p-0.5">
          {material.sources.map(({ clip, poster, seconds }) => {
            const isUsed = cut.shots.some((shot) => shot.clip === clip);
            return (
              <li key={clip}>
                <button
                  type="button"
                  onClick={() => add(clip)}
                  className="flex w-full flex-col gap-1.5 rounded-2xl p-1.5 text-left text-sm ring-1 ring-line hover:bg-sunken"
                >
                  <span className="aspect-video w-full overflow-hidden rounded-xl bg-black">
                    {poster && <Picture src={poster} alt="" className="size-full object-contain" />}
                  </span>
                  <span className="truncate px-1 font-medium">{nameOf(clip, material)}</span>
                  <span className="px-1 pb-1 text-faint tabular-nums">
                    {t("seconds", { s: seconds })}
                    {!isUsed && ` · ${t("notUsed")}`}
                  </span>
                </button>
              </li>
            );
          })}
        </ul>
        <UploadButton
          label={t("uploadClip")}
          type="video"
          onUploaded={(file) => {
            addUpload(file);
            add(`asset:${file.id}`);
          }}
        />
      </div>
    </Dialog>
  );
}
