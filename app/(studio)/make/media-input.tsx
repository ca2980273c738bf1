"use client";

import { AudioLines, Camera, Film, ImagePlus, Plus } from "lucide-react";
import { type ChangeEvent, useId } from "react";
import { useTranslations } from "use-intl";
import type { MediaType } from "@/lib/job";
import { Button } from "../ui/button";
import { describedBy, FieldFrame } from "./field-frame";
import type { MediaItem } from "./media-items";
import { MediaLink } from "./media-link";
import { MediaOrder } from "./media-order";
import { MediaPreview } from "./media-preview";
import type { MediaField } from "./schema-form";

type Props = {
  field: MediaField;
  items: MediaItem[];
  problem?: string;
  dragging: boolean;
  onFiles: (field: MediaField, files: File[]) => void;
  onLink: (url: string) => void;
  onRemove: (item: MediaItem) => void;
  onMove: (item: MediaItem, place: number) => void;
  onSample?: () => void;
};

const icons = { image: ImagePlus, video: Film, audio: AudioLines };

/** A drop zone that becomes the preview of what was dropped; its picker is a plain file input. */
export function MediaInput({ field, items, problem, dragging, onFiles, onLink, onRemove, onMove, onSample }: Props) {
  const t = useTranslations("media");
  const id = useId();
  const first = items[0];
  const shown = problem ?? wrongTypeOf(items, t) ?? undefined;
  const open = !first || (field.many && items.length < field.max);
  const Icon = icons[field.media];
  const pick = (event: ChangeEvent<HTMLInputElement>) => {
    onFiles(field, [...(event.target.files ?? [])]);
    event.target.value = "";
  };
  const tint = dragging
    ? "border-accent bg-accent-wash"
    : shown
      ? "border-bad"
      : "border-edge bg-raised hover:bg-sunken";

  return (
    <FieldFrame {...field} id={id} problem={shown}>
      {first && !field.many && <MediaPreview item={first} onRemove={() => onRemove(first)} onReplace={id} large />}
      {first && field.many && <MediaOrder items={items} onRemove={onRemove} onMove={onMove} />}
      <div
        className={`has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-offset-2 has-[input:focus-visible]:outline-accent ${
          open ? `flex flex-col rounded-2xl border-2 border-dashed transition ${tint}` : ""
        } ${first ? "" : "min-h-72 sm:min-h-88"}`}
      >
        <input
          id={id}
          type="file"
          accept={`${field.media}/*`}
          multiple={field.many}
          className="sr-only"
          aria-describedby={describedBy(id, field.description, shown)}
          aria-invalid={shown ? true : undefined}
          onChange={pick}
        />
        {open && (
          <label
            htmlFor={id}
            className="flex flex-1 cursor-pointer flex-col items-center justify-center gap-2 px-6 py-5 text-center"
          >
            {first ? (
              <Plus aria-hidden className="size-5 text-accent" />
            ) : (
              <Icon aria-hidden className="size-9 text-accent" strokeWidth={1.5} />
            )}
            <span className="text-lg font-medium">
              {first ? (
                t("another")
              ) : (
                <>
                  <span className="pointer-coarse:hidden">{t(`drop.${field.media}`)}</span>
                  <span className="hidden pointer-coarse:inline">{t(`pick.${field.media}`)}</span>
                </>
              )}
            </span>
            {!first && (
              <span className="text-sm text-faint pointer-coarse:hidden">
                <span className="text-soft underline underline-offset-4">{t(`pick.${field.media}`)}</span> {t("paste")}
              </span>
            )}
          </label>
        )}
        {open && (
          <div className="flex flex-wrap justify-center gap-2 px-3 pb-4">
            {!first && onSample && <Button onClick={onSample}>{t("sample")}</Button>}
            <MediaLink onLink={onLink} />
            {!first && <CameraButton media={field.media} onPick={pick} />}
          </div>
        )}
      </div>
    </FieldFrame>
  );
}

/** Phones open their camera for it. */
function CameraButton({ media, onPick }: { media: MediaType; onPick: (event: ChangeEvent<HTMLInputElement>) => void }) {
  const t = useTranslations("media");
  return (
    <label className="hidden min-h-10 cursor-pointer items-center gap-2 rounded-xl bg-raised px-4 text-sm font-medium ring-1 ring-edge/60 ring-inset pointer-coarse:inline-flex">
      <Camera aria-hidden className="size-4" />
      {t(`camera.${media}`)}
      <input type="file" accept={`${media}/*`} capture="environment" className="sr-only" onChange={onPick} />
    </label>
  );
}

function wrongTypeOf(items: MediaItem[], t: ReturnType<typeof useTranslations<"media">>): string | null {
  const wrong = items.find((item) => item.problem);
  if (!wrong) return null;
  return wrong.problem === "wrongType" ? t(`wrongType.${wrong.type}`, { name: wrong.name }) : wrong.problem;
}
