"use client";

import { AudioLines, Film, ImagePlus, Plus } from "lucide-react";
import { useId } from "react";
import { Button } from "../ui/button";
import { words } from "../words";
import { describedBy, FieldFrame } from "./field-frame";
import type { MediaItem } from "./media-items";
import { MediaPreview } from "./media-preview";
import type { MediaField } from "./schema-form";

type Props = {
  field: MediaField;
  items: MediaItem[];
  problem?: string;
  dragging: boolean;
  onFiles: (field: MediaField, files: File[]) => void;
  onRemove: (item: MediaItem) => void;
  onSample?: () => void;
};

const icons = { image: ImagePlus, video: Film, audio: AudioLines };

/** A drop zone that becomes the preview of what was dropped; its picker is a plain file input. */
export function MediaInput({ field, items, problem, dragging, onFiles, onRemove, onSample }: Props) {
  const id = useId();
  const first = items[0];
  const shown = problem ?? items.find((item) => item.problem)?.problem ?? undefined;
  const room = items.length < field.max;
  const Icon = icons[field.media];
  const picker = (
    <input
      id={id}
      type="file"
      accept={`${field.media}/*`}
      multiple={field.many}
      className="peer sr-only"
      aria-describedby={describedBy(id, field.description, shown)}
      aria-invalid={shown ? true : undefined}
      onChange={(event) => {
        onFiles(field, [...(event.target.files ?? [])]);
        event.target.value = "";
      }}
    />
  );
  const tint = dragging
    ? "border-accent bg-accent-wash"
    : shown
      ? "border-bad"
      : "border-edge bg-raised hover:bg-sunken";

  return (
    <FieldFrame {...field} id={id} problem={shown}>
      {first && !field.many && <MediaPreview item={first} onRemove={() => onRemove(first)} onReplace={id} large />}
      {field.many && first && (
        <ol className="grid grid-cols-2 gap-3 sm:grid-cols-3">
          {items.map((item) => (
            <li key={item.key}>
              <MediaPreview item={item} onRemove={() => onRemove(item)} />
            </li>
          ))}
        </ol>
      )}
      <div className="relative">
        {picker}
        {(!first || (field.many && room)) && (
          <label
            htmlFor={id}
            className={`flex cursor-pointer flex-col items-center justify-center gap-2 rounded-2xl border-2 border-dashed px-6 text-center ${!first && onSample ? "pb-14" : ""} transition peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-accent ${tint} ${first ? "py-5" : "aspect-4/3 max-h-96 w-full"}`}
          >
            {first ? (
              <Plus aria-hidden className="size-5 text-accent" />
            ) : (
              <Icon aria-hidden className="size-9 text-accent" strokeWidth={1.5} />
            )}
            <span className="text-lg font-medium">{first ? words.media.another : words.media.drop[field.media]}</span>
            {!first && (
              <span className="text-sm text-faint">
                <span className="text-soft underline underline-offset-4">{words.media.pick[field.media]}</span>{" "}
                {words.media.paste}
              </span>
            )}
          </label>
        )}
        {!first && onSample && (
          <div className="absolute inset-x-0 bottom-5 flex justify-center">
            <Button onClick={onSample}>{words.media.sample}</Button>
          </div>
        )}
      </div>
    </FieldFrame>
  );
}
