"use client";

import { Captions, Mic, Music } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { langOf } from "@/app/(studio)/_ui/text-language";
import type { Part } from "./parts";
import { fileOf } from "./player";
import type { Editing } from "./use-cut";

type Props = { editing: Editing; scale: number; onOpen: (part: Part) => void };

/** Music, voices and subtitles as lines under the shots; a line opens its fields. */
export function Lanes({ editing: { cut, film, files }, scale, onOpen }: Props) {
  const t = useTranslations("cut");
  const { music, voice, subtitles } = cut;
  const narrated = film.places.filter(({ narration }) => narration);
  const voiceSeconds = fileOf(files, voice?.url)?.duration ?? film.seconds;
  return (
    <>
      {(voice || narrated.length > 0) && (
        <Lane>
          {narrated.map(({ shot, start, narration }) => (
            <span
              key={shot.id}
              aria-hidden
              className="absolute inset-y-0 rounded-md bg-good-wash ring-1 ring-good/30"
              style={{ left: start * scale, width: (narration?.seconds ?? 0) * scale }}
            />
          ))}
          {voice && (
            <Bar
              label={t("voice")}
              icon={<Mic aria-hidden className="size-3.5 shrink-0" />}
              left={voice.at * scale}
              width={Math.max(0, Math.min(voiceSeconds, film.seconds - voice.at)) * scale}
              onOpen={() => onOpen("sound")}
              className="bg-good-wash text-good ring-good/30"
            />
          )}
        </Lane>
      )}
      {music && (
        <Lane>
          <Bar
            label={t("music")}
            icon={<Music aria-hidden className="size-3.5 shrink-0" />}
            left={0}
            width={film.seconds * scale}
            onOpen={() => onOpen("sound")}
            className="bg-accent-wash text-accent ring-accent/30"
          />
        </Lane>
      )}
      {subtitles.length > 0 && (
        <Lane>
          {subtitles.map(({ id, from, to, text }) => (
            <span
              key={id}
              aria-hidden
              lang={langOf(text)}
              title={text}
              className="absolute inset-y-0 truncate rounded-md bg-sunken px-1.5 text-xs leading-6 text-soft ring-1 ring-line"
              style={{ left: from * scale, width: Math.max(6, (to - from) * scale - 1) }}
            >
              {text}
            </span>
          ))}
          <button
            type="button"
            aria-label={t("openSubtitles", { n: subtitles.length })}
            onClick={() => onOpen("subtitles")}
            className="absolute inset-0 cursor-pointer rounded-md"
          >
            <Captions aria-hidden className="sr-only" />
          </button>
        </Lane>
      )}
    </>
  );
}

const Lane = ({ children }: { children: ReactNode }) => (
  <div className="relative h-6 pointer-coarse:h-11">{children}</div>
);

type BarProps = {
  label: string;
  icon: ReactNode;
  left: number;
  width: number;
  onOpen: () => void;
  className: string;
};

const Bar = ({ label, icon, left, width, onOpen, className }: BarProps) => (
  <button
    type="button"
    onClick={onOpen}
    className={`absolute inset-y-0 flex items-center gap-1.5 overflow-hidden rounded-md px-2 text-xs font-medium ring-1 ring-inset ${className}`}
    style={{ left, width: Math.max(28, width) }}
  >
    {icon}
    <span className="sticky left-2 truncate">{label}</span>
  </button>
);
