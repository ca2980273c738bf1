"use client";

import { Pause, Play, Volume2, VolumeX } from "lucide-react";
import type { ComponentProps } from "react";
import { useTranslations } from "use-intl";
import { clock } from "@/app/(studio)/_i18n/format-time";
import type { useInStep } from "./use-in-step";

type Props = { player: ReturnType<typeof useInStep>; className?: string };

/** One play button and one time for two videos that play in step. */
export function PlayerBar({ player, className = "" }: Props) {
  const t = useTranslations("compare");
  const { isPlaying, isMuted, time, length, toggle, mute, seek } = player;
  return (
    <div className={`flex h-14 items-center gap-1 px-2 text-white ${className}`}>
      <Control label={t(isPlaying ? "pause" : "play")} onClick={toggle}>
        {isPlaying ? <Pause aria-hidden /> : <Play aria-hidden />}
      </Control>
      <input
        type="range"
        min={0}
        max={length}
        step={0.01}
        value={Math.min(time, length)}
        aria-label={t("time")}
        aria-valuetext={t("timeOf", { time: clock(time), length: clock(length) })}
        onChange={({ target }) => seek(target.valueAsNumber)}
        className="min-w-0 flex-1 accent-white outline-white"
      />
      <span aria-hidden className="px-1 text-xs whitespace-nowrap tabular-nums">
        {clock(time)} / {clock(length)}
      </span>
      <Control label={t(isMuted ? "unmute" : "mute")} onClick={mute}>
        {isMuted ? <VolumeX aria-hidden /> : <Volume2 aria-hidden />}
      </Control>
    </div>
  );
}

function Control({ label, ...rest }: { label: string } & ComponentProps<"button">) {
  return (
    <button
      type="button"
      aria-label={label}
      className="grid size-10 shrink-0 place-items-center rounded-lg outline-white hover:bg-white/20 [&_svg]:size-5"
      {...rest}
    />
  );
}
