import { Check, Link2, RotateCcw, X } from "lucide-react";
import { useTranslations } from "use-intl";
import { iconOf } from "../_ui/file-card";
import { Picture } from "../_ui/picture";
import { ProgressBar } from "../_ui/progress-bar";
import { Sound } from "../_ui/sound";
import type { MediaItem } from "./media-items";

type Props = { item: MediaItem; onRemove: () => void; onAgain: () => void; onReplace?: string; large?: boolean };

const action =
  "inline-flex min-h-8 items-center gap-1.5 rounded-lg bg-black/70 px-2.5 text-sm font-medium text-white backdrop-blur hover:bg-black/85 cursor-pointer";

/** A preview of an input file with its upload progress. `onReplace` is the id of the picker. */
export function MediaPreview({ item, onRemove, onAgain, onReplace, large }: Props) {
  const t = useTranslations("media");
  return (
    <figure
      className={`group relative overflow-hidden rounded-2xl bg-[#0d0d0f] ring-1 ring-line ${large ? `${item.type === "file" ? "h-44" : "aspect-4/3 max-h-80"} w-full` : "aspect-square max-w-48"}`}
    >
      <Preview item={item} />
      {item.problem && item.problem !== "wrongType" && (
        <button type="button" onClick={onAgain} className={`${action} absolute top-1/2 left-1/2 -translate-1/2`}>
          <RotateCcw aria-hidden className="size-4" />
          {t("again")}
        </button>
      )}
      <div className="absolute top-2.5 right-2.5 flex gap-2">
        {onReplace && (
          <label htmlFor={onReplace} className={action}>
            {t("replace")}
          </label>
        )}
        <button type="button" onClick={onRemove} aria-label={t("remove", { name: item.name })} className={action}>
          <X aria-hidden className="size-4" />
        </button>
      </div>
      <figcaption className="absolute inset-x-0 bottom-0 flex flex-col gap-2 bg-linear-to-t from-black/85 via-black/60 to-transparent px-3.5 pt-8 pb-3 text-sm text-white">
        <span className="flex items-center gap-2">
          <span dir="auto" className="min-w-0 flex-1 truncate">
            {item.name}
          </span>
          {item.url && (
            <span className="flex shrink-0 items-center gap-1 text-xs">
              <Check aria-hidden className="size-3.5 shrink-0" />
              <span className={large ? "" : "sr-only"}>{item.preview ? t("uploaded") : t("linkFetched")}</span>
            </span>
          )}
        </span>
        {!item.url && !item.problem && (
          <ProgressBar value={item.progress} label={t("uploading", { name: item.name })} />
        )}
      </figcaption>
    </figure>
  );
}

function Kind({ item }: { item: MediaItem }) {
  const Icon = iconOf(item.contentType);
  return <Icon aria-hidden className="absolute inset-0 m-auto size-12 text-white" strokeWidth={1.5} />;
}

function Preview({ item }: { item: MediaItem }) {
  if (item.problem) return null;
  if (item.preview === null)
    return <Link2 aria-hidden className="absolute inset-0 m-auto size-9 text-white" strokeWidth={1.5} />;
  if (item.type === "file" && item.contentType !== "image/gif") return <Kind item={item} />;
  if (item.type === "audio") return <Sound src={item.preview} name={item.name} />;
  if (item.type === "video")
    return <video src={item.preview} muted playsInline preload="metadata" className="size-full object-contain" />;
  return (
    <>
      <Picture
        src={item.preview}
        alt=""
        className="absolute inset-0 size-full scale-110 object-cover opacity-60 blur-xl"
      />
      <Picture src={item.preview} alt={item.name} className="relative size-full object-contain" />
    </>
  );
}
