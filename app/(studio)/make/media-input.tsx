"use client";

import { AudioLines, Camera, Film, ImagePlus, Plus } from "lucide-react";
import { type ChangeEvent, useId } from "react";
import { useTranslations } from "use-intl";
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
  const room = items.length < field.max;
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
      <div className="relative">
        <input
          id={id}
          type="file"
          accept={`${field.media}/*`}
          multiple={field.many}
          className="peer sr-only"
          aria-describedby={describedBy(id, field.description, shown)}
          aria-invalid={shown ? true : undefined}
          onChange={pick}
        />
        {(!first || (field.many && room)) && (
          <label
            htmlFor={id}
            className={`flex cursor-pointer flex-col items-center justify-center gap-2 rounded-2xl border-2 border-dashed px-6 text-center ${first ? "py-5" : "aspect-4/3 max-h-96 w-full pb-16"} transition peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-accent ${tint}`}
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
        {!first && (
          <div className="absolute inset-x-2 bottom-4 flex flex-wrap justify-center gap-2">
            {onSample && <Button onClick={onSample}>{t("sample")}</Button>}
            <MediaLink onLink={onLink} />
            <label className="hidden min-h-10 cursor-pointer items-center gap-2 rounded-xl bg-raised px-4 text-sm font-medium ring-1 ring-edge/60 ring-inset has-focus-visible:outline-2 has-focus-visible:outline-accent pointer-coarse:inline-flex">
              <Camera aria-hidden className="size-4" />
              {t(`camera.${field.media}`)}
              <input
                type="file"
                accept={`${field.media}/*`}
                capture="environment"
                className="sr-only"
                onChange={pick}
              />
            </label>
          </div>
        )}
        {first && field.many && room && (
          <div className="mt-3">
            <MediaLink onLink={onLink} />
          </div>
        )}
      </div>
    </FieldFrame>
  );
}

function wrongTypeOf(items: MediaItem[], t: ReturnType<typeof useTranslations<"media">>): string | null {
  const wrong = items.find((item) => item.problem);
  if (!wrong) return null;
  return wrong.problem === "wrongType" ? t(`wrongType.${wrong.type}`, { name: wrong.name }) : wrong.problem;
}
