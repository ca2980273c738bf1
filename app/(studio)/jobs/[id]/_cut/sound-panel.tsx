"use client";

import { Mic, Music as Note, Trash2 } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { Act } from "@/app/(studio)/_ui/act";
import { Button } from "@/app/(studio)/_ui/button";
import type { Output } from "@/lib/schemas/job";
import type { Music, Voice } from "./cut-types";
import { CheckField, LevelField, SecondsField } from "./fields";
import { fileOf } from "./player";
import type { Playhead } from "./playhead";
import { UploadButton } from "./upload-button";
import type { Editing } from "./use-cut";

const usualMusic: Omit<Music, "url"> = { volume: 0.5, fadeIn: 0.5, fadeOut: 2, duck: true, from: 0 };

type Props = { editing: Editing; playhead: Playhead };

/** Music under the film and a voice over it: own files, their levels and times. */
export default function SoundPanel({ editing, playhead }: Props) {
  const t = useTranslations("cut");
  const { cut, change, errors, files, film, addUpload } = editing;
  const { music, voice } = cut;
  const setMusic = (part: Partial<Music>, about: string | null = null) =>
    change((now) => ({ ...now, music: now.music && { ...now.music, ...part } }), about);
  const setVoice = (part: Partial<Voice>, about: string | null = null) =>
    change((now) => ({ ...now, voice: now.voice && { ...now.voice, ...part } }), about);
  const place = useRef<HTMLDivElement>(null);
  const given = useRef<"music" | "voice" | null>(null);
  // The button that gave the file is gone, so the focus moves to the level in its place.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a given file shows in the cut
  useEffect(() => {
    place.current?.querySelector<HTMLElement>(`[data-sound="${given.current}"] [type=range]`)?.focus();
    given.current = null;
  }, [music?.url, voice?.url]);
  const give = (sound: "music" | "voice", file: Output, set: (url: string) => void) => {
    given.current = sound;
    addUpload(file);
    set(`asset:${file.id}`);
  };
  const fade = (field: "fadeIn" | "fadeOut" | "from", most: number) => ({
    ...{ label: t(`musicField.${field}`), min: 0, max: most, problem: errors.get(`/music/${field}`) },
    onChange: (seconds: number) => setMusic({ [field]: seconds }, field),
  });
  return (
    <div ref={place} className="flex flex-col gap-6">
      <Sound
        name="music"
        title={t("music")}
        icon={<Note aria-hidden className="size-4 text-accent" />}
        file={music && fileOf(files, music.url)}
        problem={errors.get("/music/url")}
        onRemove={music && (() => change((now) => ({ ...now, music: null })))}
      >
        {music ? (
          <>
            <LevelField label={t("level")} value={music.volume} onChange={(volume) => setMusic({ volume }, "music")} />
            <div className="grid grid-cols-3 gap-3">
              <SecondsField value={music.fadeIn} {...fade("fadeIn", 30)} />
              <SecondsField value={music.fadeOut} {...fade("fadeOut", 30)} />
              <SecondsField value={music.from} {...fade("from", 3600)} />
            </div>
            <CheckField label={t("duck")} checked={music.duck} onChange={(duck) => setMusic({ duck })} />
          </>
        ) : (
          <UploadButton
            label={t("addMusic")}
            type="audio"
            onUploaded={(file) =>
              give("music", file, (url) => change((now) => ({ ...now, music: { url, ...usualMusic } })))
            }
          />
        )}
      </Sound>
      <Sound
        name="voice"
        title={t("voice")}
        icon={<Mic aria-hidden className="size-4 text-accent" />}
        file={voice && fileOf(files, voice.url)}
        problem={errors.get("/voice/url")}
        onRemove={voice && (() => change((now) => ({ ...now, voice: null })))}
      >
        {voice ? (
          <>
            <LevelField label={t("level")} value={voice.volume} onChange={(volume) => setVoice({ volume }, "voice")} />
            <div className="grid grid-cols-2 items-end gap-3">
              <SecondsField
                label={t("voiceAt")}
                value={voice.at}
                min={0}
                max={film.seconds}
                problem={errors.get("/voice/at")}
                onChange={(at) => setVoice({ at }, "voice at")}
              />
              <Button onClick={() => setVoice({ at: playhead.time() })}>{t("atPlayhead")}</Button>
            </div>
          </>
        ) : (
          <UploadButton
            label={t("addVoice")}
            type="audio"
            onUploaded={(file) =>
              give("voice", file, (url) => change((now) => ({ ...now, voice: { url, volume: 1, at: 0 } })))
            }
          />
        )}
      </Sound>
    </div>
  );
}

type SoundProps = {
  name: string;
  title: string;
  icon: ReactNode;
  file: Output | null;
  problem: string | undefined;
  onRemove: (() => void) | null;
  children: ReactNode;
};

function Sound({ name, title, icon, file, problem, onRemove, children }: SoundProps) {
  const t = useTranslations("cut");
  return (
    <section aria-label={title} data-sound={name} className="flex flex-col gap-3">
      <div className="flex min-h-10 items-center gap-2">
        {icon}
        <h2 className="font-semibold">{title}</h2>
        {file?.duration != null && (
          <span className="text-sm text-faint tabular-nums">{t("seconds", { s: file.duration })}</span>
        )}
        {onRemove && (
          <span className="ml-auto -mr-2">
            <Act label={t("removeSound", { name: title })} onPress={onRemove}>
              <Trash2 aria-hidden />
            </Act>
          </span>
        )}
      </div>
      {problem && <p className="text-sm font-medium text-bad">{problem}</p>}
      {children}
    </section>
  );
}
