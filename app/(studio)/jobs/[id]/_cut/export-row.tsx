"use client";

import { Download, LoaderCircle, type LucideIcon } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { problemWords } from "@/app/(studio)/_data/api-problem";
import { Button } from "@/app/(studio)/_ui/button";
import { Lines } from "@/app/(studio)/_ui/lines";
import { downloadUrl } from "@/app/(studio)/_ui/stable-url";
import { UseIn } from "@/app/(studio)/library/use-in";
import type { UsedFile } from "@/app/(studio)/library/used-file";
import type { Export, ExportRequest } from "@/lib/schemas/export";
import type { Output } from "@/lib/schemas/job";
import { exportFilm } from "./cut-api";

const everyMs = 1500;

type Props = {
  job: string;
  what: Exclude<ExportRequest["what"], "otio" | "zip">;
  icon: LucideIcon;
  options?: () => Partial<ExportRequest>;
};

/** One form of the film: made when it is first asked for, then saved. */
export function ExportRow({ job, what, icon: Icon, options }: Props) {
  const t = useTranslations("cut");
  const say = useTranslations();
  const [making, setMaking] = useState<Pick<Export, "progress"> | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const isOpen = useRef(true);
  useEffect(() => {
    isOpen.current = true;
    return () => {
      isOpen.current = false;
    };
  }, []);
  /** The file, made if it is not there yet; null after a failure, or once the row is closed. */
  const make = async (): Promise<Output | null> => {
    setProblem(null);
    setMaking({ progress: 0 });
    try {
      const asked = { what, ...options?.() };
      let made = await exportFilm(job, asked);
      while (made.status !== "completed" && made.error === null && isOpen.current) {
        setMaking(made);
        await new Promise((resolve) => setTimeout(resolve, everyMs));
        made = await exportFilm(job, asked);
      }
      if (made.error !== null) setProblem(made.error);
      return isOpen.current ? made.file : null;
    } catch (reason) {
      setProblem(problemWords(reason, say));
      return null;
    } finally {
      setMaking(null);
    }
  };
  const saveIt = async () => {
    const file = await make();
    if (file) save(downloadUrl(file));
  };
  const name = t(`export.${keyOf(what)}`);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-1.5">
      <Icon aria-hidden className="size-5 shrink-0 text-soft" strokeWidth={1.6} />
      <span className="min-w-0 flex-1">{name}</span>
      <UseIn
        file={{ ...forms[what], make: async () => (making ? null : ((await make())?.id ?? null)) }}
        name={name}
        isNarrow
        className="pointer-coarse:min-h-11"
      />
      <Button
        kind="quiet"
        aria-label={t("saveAs", { name })}
        aria-disabled={making !== null}
        onClick={() => making === null && void saveIt()}
        className="pointer-coarse:min-h-11"
      >
        {making ? <LoaderCircle aria-hidden className="animate-spin" /> : <Download aria-hidden />}
        {making ? t("percent", { percent: Math.round(making.progress * 100) }) : t("save")}
      </Button>
      <p aria-live="assertive" className="w-full text-sm font-medium text-bad empty:hidden">
        {problem && <Lines text={problem} />}
      </p>
    </li>
  );
}

const film = { type: "video", contentType: "video/mp4" } as const;
const forms: Record<Props["what"], Pick<UsedFile, "type" | "contentType">> = {
  ...{ "16:9": film, "9:16": film, "1:1": film },
  gif: { type: "file", contentType: "image/gif" },
  mp3: { type: "audio", contentType: "audio/mpeg" },
  still: { type: "image", contentType: "image/jpeg" },
  vtt: { type: "file", contentType: "text/vtt" },
  srt: { type: "file", contentType: "application/x-subrip" },
};

/** A key of a message has no colon. */
const keyOf = (what: Props["what"]) =>
  what === "16:9" ? "wide" : what === "9:16" ? "tall" : what === "1:1" ? "square" : what;

function save(url: string): void {
  const link = document.createElement("a");
  Object.assign(link, { href: url, download: "" });
  link.click();
}
