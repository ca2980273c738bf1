"use client";

import { Clapperboard, LoaderCircle } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { Button } from "../_ui/button";
import type { Sample } from "./samples";

type Props = { sample: Sample; title: string; busy: boolean; onMake?: () => void };

/** What comes out: a finished sample that plays without sound, and a button that makes it. */
export function SampleFilm({ sample, title, busy, onMake }: Props) {
  const t = useTranslations("make");
  const film = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    film.current?.play().catch(() => {}); // a browser that forbids it shows the first picture and the controls
  }, []);
  if (!sample.film) return null;
  return (
    // Beside its words, so that the fields are in view; above them where the window is high.
    <figure className="grid min-w-0 grid-cols-[minmax(0,2fr)_minmax(0,3fr)] items-center gap-4 lg:[@media(min-height:56rem)]:grid-cols-1">
      <video
        ref={film}
        key={sample.film}
        src={sample.film}
        poster={sample.picture}
        aria-label={t("sample.film", { title })}
        muted
        loop
        playsInline
        controls
        preload="metadata"
        className="aspect-video max-h-64 w-full rounded-2xl bg-black object-contain ring-1 ring-line"
      />
      <figcaption className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 text-sm text-soft">
        <span className="min-w-0 flex-1 basis-40 text-pretty">{t("sample.about")}</span>
        {onMake && (
          <Button size="small" onClick={onMake} aria-disabled={busy || undefined} className="max-sm:[&_svg]:hidden">
            {busy ? <LoaderCircle aria-hidden className="animate-spin" /> : <Clapperboard aria-hidden />}
            {t("sample.make")}
          </Button>
        )}
      </figcaption>
    </figure>
  );
}
