"use client";

import { ChevronLeft, ChevronRight, Pause, Play, Scissors, SkipBack } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/app/(studio)/_ui/button";
import { Tooltip } from "@/app/(studio)/_ui/tooltip";
import type { CutAct } from "./cut-keys";
import { filmClock } from "./film-clock";
import { type Playhead, usePlayhead } from "./playhead";

type Props = { playhead: Playhead; seconds: number; onAct: (act: CutAct) => void };

/** The buttons under the preview: play, step, and trim or split at the playhead. */
export function Transport({ playhead, seconds, onAct }: Props) {
  const t = useTranslations("cut");
  const isPlaying = usePlayhead(playhead, ({ rate }) => rate() !== 0);
  const speed = usePlayhead(playhead, ({ rate }) => rate());
  const now = usePlayhead(playhead, ({ time }) => filmClock(time()));
  const press = (act: CutAct) => ({ onPress: () => onAct(act) });
  return (
    <fieldset
      aria-label={t("controls")}
      className="flex flex-wrap items-center justify-center gap-x-4 gap-y-1 sm:gap-x-6"
    >
      <div className="flex items-center gap-1">
        <Act label={t("act.first")} keys="Home" {...press("first")}>
          <SkipBack aria-hidden />
        </Act>
        <Act label={t("act.frameBack")} keys="," {...press("frameBack")}>
          <ChevronLeft aria-hidden />
        </Act>
        <Tooltip text={`${t(isPlaying ? "act.pause" : "act.play")} · ${t("space")}`}>
          <Button
            kind="main"
            size="icon"
            aria-label={t(isPlaying ? "act.pause" : "act.play")}
            onClick={() => onAct("toggle")}
            className="size-11 rounded-full!"
          >
            {isPlaying ? <Pause aria-hidden className="fill-current" /> : <Play aria-hidden className="fill-current" />}
          </Button>
        </Tooltip>
        <Act label={t("act.frameOn")} keys="." {...press("frameOn")}>
          <ChevronRight aria-hidden />
        </Act>
      </div>
      <p className="min-w-28 text-center text-sm tabular-nums">
        <span className="font-semibold">{now}</span>
        <span className="text-faint"> / {filmClock(seconds)}</span>
        {Math.abs(speed) > 1 || speed < 0 ? <span className="text-faint"> {`${speed}×`}</span> : null}
      </p>
      <div className="flex items-center gap-1">
        <Act label={t("act.markIn")} keys="I" {...press("markIn")}>
          <span aria-hidden className="text-base font-semibold">
            {"["}
          </span>
        </Act>
        <Act label={t("act.split")} keys="S" {...press("split")}>
          <Scissors aria-hidden />
        </Act>
        <Act label={t("act.markOut")} keys="O" {...press("markOut")}>
          <span aria-hidden className="text-base font-semibold">
            {"]"}
          </span>
        </Act>
      </div>
    </fieldset>
  );
}

type ActProps = { label: string; keys: string; onPress: () => void; children: ReactNode };

function Act({ label, keys, onPress, children }: ActProps) {
  return (
    <Tooltip text={`${label} · ${keys}`}>
      <Button kind="quiet" size="icon" aria-label={label} onClick={onPress} className="pointer-coarse:size-11">
        {children}
      </Button>
    </Tooltip>
  );
}
