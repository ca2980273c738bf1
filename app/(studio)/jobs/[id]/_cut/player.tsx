"use client";

import { useEffect, useEffectEvent, useRef } from "react";
import { useTranslations } from "use-intl";
import { hereOf } from "@/app/(studio)/_ui/stable-url";
import { langOf } from "@/app/(studio)/_ui/text-language";
import type { Output } from "@/lib/schemas/job";
import { momentAt, shotAt, titleShare } from "./film-places";
import { type Playhead, usePlayhead } from "./playhead";
import {
  frameMiddle,
  isReady,
  isSpoken,
  lookOf,
  musicAt,
  narrationTime,
  slotsOf,
  syncSound,
  syncVideo,
} from "./sync-media";
import type { Editing } from "./use-cut";

const edgeFade = 0.5;

type Props = { editing: Editing; playhead: Playhead; onBroken: () => void };

/** The cut as a preview: two players that take turns, music and voices beside them, titles and subtitles on top. */
export function Player({ editing, playhead, onBroken }: Props) {
  const t = useTranslations("cut");
  const { cut, film, files, answer, material } = editing;
  const videos = useRef<(HTMLVideoElement | null)[]>([null, null]);
  const [music, voice, narration] = [
    useRef<HTMLAudioElement>(null),
    useRef<HTMLAudioElement>(null),
    useRef<HTMLAudioElement>(null),
  ];
  const black = useRef<HTMLDivElement>(null);
  const musicFile = fileOf(files, cut.music?.url);
  const voiceFile = fileOf(files, cut.voice?.url);

  const sounds = (time: number, rate: number) => {
    const spoken = isSpoken(cut, film, voiceFile?.duration ?? 0, time);
    const level = musicAt(cut, film, { seconds: musicFile?.duration ?? 0, isSpoken: spoken }, time);
    if (music.current) syncSound(music.current, { ...level, rate });
    const over = cut.voice && time >= cut.voice.at && time < film.seconds ? time - cut.voice.at : null;
    const isOver = over !== null && over < (voiceFile?.duration ?? Number.POSITIVE_INFINITY);
    if (voice.current) syncSound(voice.current, { at: isOver ? over : null, rate, volume: cut.voice?.volume ?? 0 });
    const place = shotAt(film, time);
    const element = narration.current;
    if (!element) return;
    const audio = place?.narration?.audio ?? "";
    if (audio && element.dataset.src !== audio) {
      element.dataset.src = audio;
      element.src = audio;
    }
    syncSound(element, { at: place ? narrationTime(place, time) : null, rate, volume: 1 });
  };
  const pictures = (time: number, rate: number) => {
    const moment = momentAt(film, time);
    const look = lookOf(moment);
    for (const [slot, place] of slotsOf(film, moment).entries()) {
      const video = videos.current[slot];
      if (!video) continue;
      const isNext = place !== null && place === moment.next;
      const isShown = place !== null && (isNext || place === moment.current);
      const { opacity, clip } = isNext ? look.next : look.current;
      video.style.opacity = String(isShown ? opacity : 0);
      video.style.clipPath = isShown ? clip : "none";
      video.style.zIndex = isNext ? "1" : "0";
      if (!place?.source) continue;
      const heard = moment.next ? (isNext ? moment.share : 1 - moment.share) : 1;
      const volume = isShown ? place.shot.volume * heard : 0;
      // Before it is seen, a shot waits at its first frame.
      const begins = place.start - place.head;
      const at = frameMiddle(place, isShown ? Math.max(time, begins) : begins, material.fps);
      syncVideo(video, { src: place.source.video, at, rate: isShown && time >= begins ? rate : 0, volume });
    }
    if (!black.current) return;
    const edge = cut.fades ? Math.max(0, 1 - Math.min(time, film.seconds - time) / edgeFade) : 0;
    black.current.style.opacity = String(Math.max(look.black, edge));
  };
  const sync = useEffectEvent(() => {
    pictures(playhead.time(), playhead.rate());
    sounds(playhead.time(), playhead.rate());
  });
  /** Moves on if the pictures keep up. */
  const advance = useEffectEvent((seconds: number) => {
    const moment = momentAt(film, playhead.time());
    const shown = slotsOf(film, moment).flatMap((place, slot) => {
      const video = videos.current[slot];
      const isShown = place !== null && (place === moment.current || place === moment.next);
      return isShown && place.source && video ? [video] : [];
    });
    if (shown.every(isReady)) playhead.advance(seconds);
  });
  useEffect(() => {
    let [before, frame] = [0, 0];
    const tick = (now: number) => {
      advance(Math.min(0.1, (now - before) / 1000));
      before = now;
      frame = playhead.rate() === 0 ? 0 : requestAnimationFrame(tick);
    };
    const hear = () => {
      sync();
      if (frame !== 0 || playhead.rate() === 0) return;
      before = performance.now();
      frame = requestAnimationFrame(tick);
    };
    const leave = playhead.subscribe(hear);
    const players = videos.current.flatMap((one) => one ?? []);
    for (const player of players) player.addEventListener("seeked", hear);
    return () => {
      cancelAnimationFrame(frame);
      leave();
      for (const player of players) player.removeEventListener("seeked", hear);
    };
  }, [playhead]);
  // After each change of the cut the same time may show another frame.
  useEffect(() => {
    playhead.setLength(film.seconds);
    sync();
  }, [playhead, film]);

  const { width, height } = { width: answer.film.width ?? 16, height: answer.film.height ?? 9 };
  return (
    <section
      aria-label={t("preview")}
      className="flex justify-center overflow-hidden rounded-3xl bg-black ring-1 ring-line"
    >
      <div
        className="@container-size relative isolate w-full overflow-hidden"
        style={{ aspectRatio: width / height, maxWidth: `calc(var(--film-height) * ${width / height})` }}
      >
        {[0, 1].map((slot) => (
          // biome-ignore lint/a11y/useMediaCaption: subtitles are drawn over the player
          <video
            key={slot}
            ref={(element) => {
              videos.current[slot] = element;
            }}
            aria-hidden
            tabIndex={-1}
            playsInline
            preload="auto"
            onError={onBroken}
            className="absolute inset-0 size-full object-contain"
          />
        ))}
        <div ref={black} aria-hidden className="pointer-events-none absolute inset-0 z-10 bg-black opacity-0" />
        <Words editing={editing} playhead={playhead} />
      </div>
      {/* biome-ignore-start lint/a11y/useMediaCaption: subtitles are drawn over the player */}
      {musicFile && <audio ref={music} src={hereOf(musicFile.url)} preload="auto" />}
      {voiceFile && <audio ref={voice} src={hereOf(voiceFile.url)} preload="auto" />}
      <audio ref={narration} preload="auto" />
      {/* biome-ignore-end lint/a11y/useMediaCaption: subtitles are drawn over the player */}
    </section>
  );
}

/** The uploaded file that a cut names as `asset:<id>`. */
export const fileOf = (files: readonly Output[], url: string | undefined): Output | null =>
  files.find(({ id }) => url === `asset:${id}`) ?? null;

/** The title card and the subtitles. */
function Words({ editing: { cut, film }, playhead }: Pick<Props, "editing" | "playhead">) {
  const title = usePlayhead(playhead, ({ time }) => titleShare(film, time()));
  const said = usePlayhead(playhead, ({ time }) => {
    const at = time();
    const own = cut.subtitles.filter(({ from, to }) => at >= from && at < to).map(({ text }) => text);
    const place = at < film.titleSeconds ? null : shotAt(film, at);
    return [place?.shot.text ?? "", ...own].filter(Boolean).join("\n");
  });
  return (
    <>
      {title > 0 && (
        <p
          lang={langOf(cut.title?.text ?? "")}
          style={{ opacity: title }}
          className="absolute inset-0 z-20 grid place-items-center bg-black/55 px-[7cqw] backdrop-blur-xl text-center text-[9cqmin] leading-tight font-bold text-balance text-white"
        >
          {cut.title?.text}
        </p>
      )}
      {said && (
        <p
          lang={langOf(said)}
          className="absolute inset-x-[7cqw] bottom-[6cqh] z-20 line-clamp-3 text-center text-[max(0.8rem,4.7cqmin)] leading-tight whitespace-pre-line text-white [text-shadow:0_0_3px_#000,0_1px_2px_#000]"
        >
          {said}
        </p>
      )}
    </>
  );
}
