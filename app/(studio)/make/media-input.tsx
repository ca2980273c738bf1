"use client";

import { AudioLines, Camera, FilePlus, Film, ImagePlus, Plus } from "lucide-react";
import { type ChangeEvent, type DragEvent, useId, useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import type { MediaType } from "@/lib/schemas/job";
import { Button } from "../_ui/button";
import { useCommandKey } from "../keys/start-keys";
import { FromLibrary } from "../library/from-library";
import { describedBy, FieldFrame } from "./field-frame";
import { droppedOf } from "./incoming-files";
import { acceptedBy, type MediaItem, namesFor } from "./media-items";
import { MediaLink } from "./media-link";
import { MediaOrder } from "./media-order";
import { MediaPreview } from "./media-preview";
import type { Given } from "./place-files";
import type { MediaField } from "./schema-form";

type Props = {
  field: MediaField;
  items: MediaItem[];
  problem?: string;
  dragging: boolean;
  /** `line`: a field that most jobs leave empty. `half`: below the sample. */
  size: "full" | "half" | "line";
  onGiven: (field: MediaField, given: Given[]) => void;
  onRemove: (item: MediaItem) => void;
  onMove: (item: MediaItem, place: number) => void;
  onAgain: (item: MediaItem) => void;
  onSample?: () => void;
};

const icons = { image: ImagePlus, video: Film, audio: AudioLines, file: FilePlus };

const heights = { full: "min-h-64 sm:min-h-72", half: "min-h-40", line: "" };

/** A drop zone that becomes the preview of the dropped file; its picker is a plain file input. */
export function MediaInput({ field, items, problem, dragging, size, onGiven, onSample, ...on }: Props) {
  const t = useTranslations("media");
  const command = useCommandKey();
  const id = useId();
  const [isOver, setOver] = useState(false);
  const first = items[0];
  const names = namesFor(field, useLocale());
  const shown = problem ?? wrongTypeOf(items, names ?? "", t) ?? undefined;
  const open = !first || (field.many && items.length < field.max);
  const Icon = icons[field.media];
  const isLine = size === "line";
  const pick = (event: ChangeEvent<HTMLInputElement>) => {
    onGiven(field, [...(event.target.files ?? [])]);
    event.target.value = "";
  };
  const drop = (event: DragEvent) => {
    setOver(false);
    if (!dragging) return;
    event.preventDefault();
    const given = droppedOf(event.dataTransfer);
    if (given.length > 0) onGiven(field, given);
  };
  /** The pressed button disappears with its file, so the focus moves to the field. */
  const stayHere = () => document.getElementById(id)?.focus();
  const remove = (item: MediaItem) => {
    on.onRemove(item);
    stayHere();
  };
  const tint = dragging
    ? "border-accent bg-accent-wash"
    : shown
      ? "border-bad"
      : "border-edge bg-raised hover:bg-sunken";

  return (
    <FieldFrame {...field} id={id} problem={shown}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is one more way beside the picker */}
      <div
        onDragEnter={() => setOver(true)}
        onDragLeave={(event) => {
          if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget)))
            setOver(false);
        }}
        onDrop={drop}
        className={`flex flex-col gap-1.5 rounded-2xl ${dragging && isOver ? "ring-4 ring-accent/50" : ""}`}
      >
        {first && !field.many && (
          <MediaPreview
            item={first}
            onRemove={() => remove(first)}
            onAgain={() => on.onAgain(first)}
            onReplace={id}
            large={!isLine}
          />
        )}
        {first && field.many && <MediaOrder items={items} onRemove={remove} onMove={on.onMove} onAgain={on.onAgain} />}
        <div
          className={`has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-offset-2 has-[input:focus-visible]:outline-accent ${
            open
              ? `flex rounded-2xl border-2 border-dashed transition ${isLine ? "flex-wrap items-center" : "flex-col"} ${tint}`
              : ""
          } ${first ? "" : heights[size]}`}
        >
          <input
            id={id}
            type="file"
            accept={acceptedBy(field)}
            multiple={field.many}
            className="sr-only"
            aria-describedby={describedBy(id, field.description, shown)}
            aria-invalid={shown ? true : undefined}
            onChange={pick}
          />
          {open && (
            <label
              htmlFor={id}
              className={`flex flex-1 cursor-pointer items-center ${isLine ? "min-h-14 gap-2 px-4 py-2" : "flex-col justify-center gap-1.5 px-6 pt-4 pb-3 text-center"}`}
            >
              {first ? (
                <Plus aria-hidden className="size-5 text-accent" />
              ) : (
                <Icon
                  aria-hidden
                  className={`${isLine ? "size-5" : size === "half" ? "size-7" : "size-9"} shrink-0 text-accent`}
                  strokeWidth={1.5}
                />
              )}
              <span className={isLine ? "text-sm font-medium" : "text-lg font-medium"}>
                {first ? (
                  t("another")
                ) : (
                  <>
                    <span className="pointer-coarse:hidden">{t(`drop.${field.media}`)}</span>
                    <span className="hidden pointer-coarse:inline">{t(`pick.${field.media}`)}</span>
                  </>
                )}
              </span>
              {names && <span className="text-sm text-faint">{names}</span>}
              {!first && !isLine && (
                <span className="text-sm text-faint pointer-coarse:hidden">
                  <span className="text-soft underline underline-offset-4">{t(`pick.${field.media}`)}</span>{" "}
                  {t("paste", { key: command })}
                </span>
              )}
            </label>
          )}
          {open && (
            <div className={`flex flex-wrap gap-2 px-3 ${isLine ? "py-1.5" : "justify-center pb-4"}`}>
              {!first && onSample && (
                <Button
                  size="small"
                  onClick={() => {
                    onSample();
                    stayHere();
                  }}
                >
                  {t(field.media === "video" ? "sampleVideo" : "sample")}
                </Button>
              )}
              <FromLibrary
                kind={field.media}
                contentTypes={field.contentTypes}
                onPick={(file) => onGiven(field, [file])}
              />
              <MediaLink onLink={(url) => onGiven(field, [url])} />
              {!first && field.media !== "file" && <CameraButton media={field.media} onPick={pick} />}
            </div>
          )}
        </div>
      </div>
    </FieldFrame>
  );
}

type CameraProps = { media: Exclude<MediaType, "file">; onPick: (event: ChangeEvent<HTMLInputElement>) => void };

/** A button that opens the camera on phones. */
function CameraButton({ media, onPick }: CameraProps) {
  const t = useTranslations("media");
  return (
    <label className="hidden min-h-10 cursor-pointer items-center gap-2 rounded-xl bg-raised px-2.5 text-sm font-medium ring-1 ring-edge/60 ring-inset pointer-coarse:inline-flex">
      <Camera aria-hidden className="size-4" />
      {t(`camera.${media}`)}
      <input type="file" accept={`${media}/*`} capture="environment" className="sr-only" onChange={onPick} />
    </label>
  );
}

function wrongTypeOf(items: MediaItem[], types: string, t: ReturnType<typeof useTranslations<"media">>): string | null {
  const wrong = items.find((item) => item.problem);
  if (!wrong) return null;
  return wrong.problem === "wrongType" ? t(`wrongType.${wrong.type}`, { name: wrong.name, types }) : wrong.problem;
}
