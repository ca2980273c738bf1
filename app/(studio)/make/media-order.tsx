"use client";

import { ArrowLeft, ArrowRight } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { MediaItem } from "./media-items";
import { MediaPreview } from "./media-preview";

type Props = {
  items: MediaItem[];
  onRemove: (item: MediaItem) => void;
  onMove: (item: MediaItem, place: number) => void;
  onAgain: (item: MediaItem) => void;
};

const arrow =
  "grid size-8 place-items-center rounded-lg text-soft hover:bg-sunken hover:text-ink disabled:opacity-30 disabled:hover:bg-transparent";

/** Several files in their order, changed by dragging or with the arrows. */
export function MediaOrder({ items, onRemove, onMove, onAgain }: Props) {
  const t = useTranslations("media");
  const [dragged, setDragged] = useState<MediaItem | null>(null);
  const [said, setSaid] = useState("");
  const move = (item: MediaItem, place: number) => {
    onMove(item, place);
    setSaid(t("moved", { name: item.name, place: String(place + 1), count: String(items.length) }));
  };
  return (
    <>
      <ol className="grid grid-cols-2 gap-3 sm:grid-cols-3">
        {items.map((item, i) => (
          <li
            key={item.key}
            draggable
            onDragStart={(event) => {
              event.dataTransfer.effectAllowed = "move";
              setDragged(item);
            }}
            onDragOver={(event) => {
              if (dragged) event.preventDefault();
            }}
            onDragEnter={() => {
              if (dragged && dragged.key !== item.key) move(dragged, i);
            }}
            onDragEnd={() => setDragged(null)}
            className={`flex cursor-grab flex-col gap-1 ${dragged?.key === item.key ? "opacity-50" : ""}`}
          >
            <MediaPreview item={item} onRemove={() => onRemove(item)} onAgain={() => onAgain(item)} />
            {items.length > 1 && (
              <span className="flex items-center justify-between text-sm text-faint tabular-nums">
                <button
                  type="button"
                  disabled={i === 0}
                  onClick={() => move(item, i - 1)}
                  aria-label={t("earlier", { name: item.name })}
                  className={arrow}
                >
                  <ArrowLeft aria-hidden className="size-4" />
                </button>
                {i + 1}
                <button
                  type="button"
                  disabled={i === items.length - 1}
                  onClick={() => move(item, i + 1)}
                  aria-label={t("later", { name: item.name })}
                  className={arrow}
                >
                  <ArrowRight aria-hidden className="size-4" />
                </button>
              </span>
            )}
          </li>
        ))}
      </ol>
      {items.length > 1 && <p className="text-sm text-faint">{t("reorder")}</p>}
      <p role="status" className="sr-only">
        {said}
      </p>
    </>
  );
}
