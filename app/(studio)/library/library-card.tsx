"use client";

import { Download, Pencil, Star, Trash2 } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { LibraryItem } from "@/lib/schemas/keep";
import { referenceName } from "@/lib/schemas/reference-name";
import { changeFile, deleteFile } from "../_data/api";
import { problemWords } from "../_data/api-problem";
import { buttonStyle, FileButton } from "../_ui/button";
import { Confirm } from "../_ui/confirm";
import { useFileFacts } from "../_ui/file-card";
import { InlineField } from "../_ui/inline-field";
import { Lines } from "../_ui/lines";
import { useSaving } from "../_ui/saved-by-job";
import { langOf } from "../_ui/text-language";
import { asOutput, FileFrame } from "./file-frame";
import { useFileName } from "./file-name";
import { UseIn } from "./use-in";

type Props = { file: LibraryItem; onChange: (file: LibraryItem | null) => void };

const icon = buttonStyle("quiet", "icon", "sm:min-w-8 max-sm:min-w-7");

/** A file of the library with what can be done with it. */
export function LibraryCard({ file, onChange }: Props) {
  const t = useTranslations();
  const facts = useFileFacts();
  const name = useFileName()(file);
  const { saveUrl } = useSaving();
  const [problem, setProblem] = useState<string | null>(null);
  const run = (work: Promise<LibraryItem | null>) =>
    work.then(onChange, (reason: unknown) => setProblem(problemWords(reason, t)));
  const output = asOutput(file);
  const [isRenaming, setRenaming] = useState(false);
  const reference = file.type === "image" && file.starred && file.name ? referenceName(file.name) : "";
  const rename = (text: string | null) => {
    setRenaming(false);
    if (text !== null) run(changeFile(file.id, { name: text === "" ? null : text }));
  };
  return (
    <article data-row className="flex flex-col gap-2">
      {file.jobId ? (
        <Link href={`/jobs/${file.jobId}`} aria-label={`${t("library.job")}: ${name}`} className="rounded-2xl">
          <FileFrame file={file} />
        </Link>
      ) : (
        <FileFrame file={file} />
      )}
      <p className="flex min-w-0 flex-col px-0.5">
        {isRenaming ? (
          <InlineField label={t("library.name")} value={file.name ?? ""} onEnd={rename} />
        ) : (
          <span lang={langOf(name)} title={name} className="truncate font-medium">
            {name}
          </span>
        )}
        <span className="truncate text-sm text-faint tabular-nums max-sm:text-xs">
          {reference && <span className="text-accent">@{reference} · </span>}
          {facts(output)}
        </span>
      </p>
      <div className="-mx-1.5 flex flex-wrap items-center">
        <button
          type="button"
          aria-pressed={file.starred}
          aria-label={t("library.star", { name })}
          onClick={() => run(changeFile(file.id, { starred: !file.starred }))}
          className={icon}
        >
          <Star aria-hidden className={file.starred ? "fill-accent text-accent" : ""} />
        </button>
        <button
          type="button"
          aria-label={t("library.rename", { name })}
          onClick={() => setRenaming(true)}
          className={icon}
        >
          <Pencil aria-hidden />
        </button>
        <FileButton
          kind="quiet"
          size="icon"
          href={saveUrl(output, withoutEnding(name))}
          download
          aria-label={t("library.save", { name })}
          className="sm:min-w-8 max-sm:min-w-7"
        >
          <Download aria-hidden />
        </FileButton>
        {file.isUpload && file.jobId === null && (
          <Confirm
            trigger={
              <button type="button" aria-label={t("library.delete", { name })} className={icon}>
                <Trash2 aria-hidden />
              </button>
            }
            title={t("library.deleteTitle")}
            text={t("library.deleteText")}
            yes={t("library.deleteYes")}
            no={t("library.deleteNo")}
            onYes={() => run(deleteFile(file.id).then(() => null))}
          />
        )}
        <UseIn file={file} name={name} isNarrow className="ml-auto max-sm:px-1.5" />
      </div>
      {problem && (
        <p role="alert" className="text-sm text-bad">
          <Lines text={problem} />
        </p>
      )}
    </article>
  );
}

/** The server adds the ending of the file's type; an upload has one in its name already. */
const withoutEnding = (name: string) => name.replace(/\.[a-z\d]{2,4}$/i, "");
