"use client";

import { Download, LoaderCircle, type LucideIcon } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { problemWords } from "@/app/(studio)/_data/api-problem";
import { Button } from "@/app/(studio)/_ui/button";
import { Lines } from "@/app/(studio)/_ui/lines";
import { useSaving } from "@/app/(studio)/_ui/saved-by-job";
import type { Export, ExportRequest } from "@/lib/schemas/export";
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
  const { saveUrl } = useSaving();
  const isOpen = useRef(true);
  useEffect(() => {
    isOpen.current = true;
    return () => {
      isOpen.current = false;
    };
  }, []);
  const name = t(`export.${keyOf(what)}`);
  const make = async () => {
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
      else if (made.file && isOpen.current) save(saveUrl(made.file, name));
    } catch (reason) {
      setProblem(problemWords(reason, say));
    } finally {
      setMaking(null);
    }
  };
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-1.5">
      <Icon aria-hidden className="size-5 shrink-0 text-soft" strokeWidth={1.6} />
      <span className="min-w-0 flex-1">{name}</span>
      <Button
        kind="quiet"
        aria-label={t("saveAs", { name })}
        aria-disabled={making !== null}
        onClick={() => making === null && void make()}
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

/** A key of a message has no colon. */
const keyOf = (what: Props["what"]) =>
  what === "16:9" ? "wide" : what === "9:16" ? "tall" : what === "1:1" ? "square" : what;

function save(url: string): void {
  const link = document.createElement("a");
  Object.assign(link, { href: url, download: "" });
  link.click();
}
