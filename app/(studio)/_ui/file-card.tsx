import {
  AudioLines,
  Braces,
  Captions,
  Download,
  File,
  FileArchive,
  ImagePlay,
  type LucideIcon,
  Palette,
} from "lucide-react";
import { useFormatter, useTranslations } from "use-intl";
import { useTimeWords } from "@/app/(studio)/_i18n/format-time";
import { type FileType, fileTypes, isFileType } from "@/lib/media/file-types";
import type { Output } from "@/lib/schemas/job";
import { UseIn } from "../library/use-in";
import { FileButton } from "./button";
import { Picture } from "./picture";
import { useSaving } from "./saved-by-job";
import { thumbnailUrl } from "./stable-url";

const icons: Record<FileType, LucideIcon> = {
  "image/gif": ImagePlay,
  "text/vtt": Captions,
  "application/x-subrip": Captions,
  "application/json": Braces,
  "application/zip": FileArchive,
  "application/x-cube": Palette,
};

/** In the place of a picture, for what has none. */
export function KindIcon({ output: { type, contentType } }: { output: Output }) {
  const Icon = type === "audio" ? AudioLines : iconOf(contentType);
  return (
    <span className="grid size-full min-h-8 place-items-center">
      <Icon role="img" aria-label={typeName(contentType)} className="size-1/3 max-w-8 text-soft" strokeWidth={1.5} />
    </span>
  );
}

export const iconOf = (contentType: string): LucideIcon => (isFileType(contentType) ? icons[contentType] : File);
/** "WebVTT", or "MP4" for `video/mp4`. */
const typeName = (contentType: string): string =>
  isFileType(contentType) ? fileTypes[contentType].name : (contentType.split("/")[1] ?? contentType).toUpperCase();
const extensionOf = (contentType: string) => (isFileType(contentType) ? `.${fileTypes[contentType].extension}` : "");

/** A file: what it is, how large, and a button that saves it. `name` is without its ending. */
export function FileCard({ output, name }: { output: Output; name: string }) {
  const t = useTranslations("job");
  const facts = useFileFacts();
  const { saveUrl } = useSaving();
  const { contentType } = output;
  const Icon = iconOf(contentType);
  const fileName = `${name}${extensionOf(contentType)}`;
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-x-4 gap-y-3 rounded-2xl bg-raised p-4 ring-1 ring-line">
      {output.thumbnailUrl ? (
        <Picture
          src={thumbnailUrl(output)}
          alt=""
          className="h-12 max-w-20 shrink-0 rounded-lg bg-black object-contain ring-1 ring-line"
        />
      ) : (
        <span className="grid size-12 shrink-0 place-items-center rounded-xl bg-accent-wash">
          <Icon aria-hidden className="size-6 text-accent" strokeWidth={1.5} />
        </span>
      )}
      <p className="flex min-w-28 flex-1 flex-col">
        <span className="truncate font-medium">{fileName}</span>
        <span className="text-sm text-faint tabular-nums">{facts(output)}</span>
      </p>
      <span className="ml-auto flex items-center gap-2">
        <UseIn file={output} name={fileName} />
        <FileButton href={saveUrl(output, name)} download aria-label={t("saveOne", { name: fileName })} size="small">
          <Download aria-hidden />
          {t("save")}
        </FileButton>
      </span>
    </div>
  );
}

/** "GIF · 480 × 270 · 3 s · 1.2 MB", in the page's language. */
export function useFileFacts(): (output: Output) => string {
  const format = useFormatter();
  const { duration } = useTimeWords();
  const size = (bytes: number): string => {
    if (bytes < 1000) return format.number(bytes, { style: "unit", unit: "byte", unitDisplay: "long" });
    const { unit, by } = bytes < 1e6 ? { unit: "kilobyte", by: 1e3 } : { unit: "megabyte", by: 1e6 };
    return format.number(bytes / by, { style: "unit", unit, maximumFractionDigits: 1 });
  };
  return ({ contentType, width, height, duration: seconds, sizeBytes }) =>
    [
      typeName(contentType),
      width && height && `${width} × ${height}`,
      seconds !== null && duration(seconds),
      size(sizeBytes),
    ]
      .filter(Boolean)
      .join(" · ");
}
