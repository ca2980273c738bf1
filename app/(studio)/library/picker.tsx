"use client";

import { Star } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { MediaType, Output } from "@/lib/schemas/job";
import { useFileFacts } from "../_ui/file-card";
import { langOf } from "../_ui/text-language";
import { Browse } from "./browse";
import { asOutput, FileFrame } from "./file-frame";
import { useFileName } from "./file-name";
import type { FileFilter } from "./found-files";

type Props = { kind: MediaType; contentTypes?: readonly string[]; onPick: (file: Output, name: string) => void };

/** The files of the library that fit a field; pressing one chooses it. */
export default function Picker({ kind, contentTypes, onPick }: Props) {
  const t = useTranslations("library");
  const facts = useFileFacts();
  const nameOf = useFileName();
  const [filter, setFilter] = useState<FileFilter>({ kind });
  return (
    <Browse
      filter={filter}
      hasKinds={false}
      onChange={(part) => setFilter((now) => ({ ...now, ...part }))}
      card={(file) => {
        const name = nameOf(file);
        const isFitting = kind !== "file" || !contentTypes || contentTypes.includes(file.contentType);
        return (
          <button
            type="button"
            disabled={!isFitting}
            aria-label={t("choose", { name })}
            onClick={() => onPick(asOutput(file), name)}
            className="flex w-full flex-col gap-2 rounded-2xl text-left disabled:opacity-50"
          >
            <span className="w-full">
              <FileFrame file={file} />
            </span>
            <span className="flex w-full min-w-0 flex-col px-0.5">
              <span className="flex items-center gap-1.5 font-medium">
                {file.starred && (
                  <Star role="img" aria-label={t("starred")} className="size-3.5 shrink-0 fill-accent text-accent" />
                )}
                <span lang={langOf(name)} className="truncate">
                  {name}
                </span>
              </span>
              <span className="truncate text-sm text-faint tabular-nums">{facts(asOutput(file))}</span>
            </span>
          </button>
        );
      }}
    />
  );
}
