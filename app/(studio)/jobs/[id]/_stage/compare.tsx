"use client";

import { ChevronsLeftRight } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { steadyUrl, thumbnailUrl } from "@/app/(studio)/_ui/stable-url";
import type { Output } from "@/lib/schemas/job";
import { PlayerBar } from "./player-bar";
import { filmPlayer } from "./still-link";
import { useInStep } from "./use-in-step";

type Props = { before: Output; after: Output; onBroken: () => void };

/** Two videos over each other in step, and a handle that moves the line between them. */
export default function Compare({ before, after, onBroken }: Props) {
  const t = useTranslations("compare");
  const [share, setShare] = useState(50);
  const player = useInStep(after.duration ?? 0);
  const { lead, other } = player;
  const ratio = (after.width ?? 16) / (after.height ?? 9);
  const look = "absolute inset-0 size-full object-contain";
  const video = { playsInline: true, preload: "metadata", onError: onBroken, className: look };
  return (
    <div className="absolute inset-0 grid animate-appear place-items-center [container-type:size]">
      <div
        data-compare
        className="relative overflow-clip"
        style={{ width: `min(100cqw, ${ratio} * 100cqh)`, aspectRatio: ratio }}
      >
        <video
          {...video}
          {...lead}
          id={filmPlayer}
          src={steadyUrl(after)}
          poster={thumbnailUrl(after)}
          aria-label={t("after")}
        />
        <div className="absolute inset-0 bg-black" style={{ clipPath: `inset(0 ${100 - share}% 0 0)` }}>
          <video {...video} {...other} src={steadyUrl(before)} poster={thumbnailUrl(before)} aria-label={t("before")} />
        </div>
        <Label side="left-3" shown={share > 15} text={t("before")} />
        <Label side="right-3" shown={share < 85} text={t("after")} />
        <input
          type="range"
          min={0}
          max={100}
          value={share}
          aria-label={t("handle")}
          aria-valuetext={t("share", { share: share / 100 })}
          onChange={({ target }) => setShare(target.valueAsNumber)}
          className="peer absolute inset-x-0 top-0 bottom-14 cursor-ew-resize touch-pan-y appearance-none opacity-0 [&::-moz-range-thumb]:w-px [&::-webkit-slider-thumb]:h-full [&::-webkit-slider-thumb]:w-px [&::-webkit-slider-thumb]:appearance-none"
        />
        <span
          aria-hidden
          className="pointer-events-none absolute inset-y-0 w-0.5 -translate-x-1/2 bg-white shadow-[0_0_4px_rgb(0_0_0/0.6)] peer-focus-visible:[&>span]:outline-2"
          style={{ left: `${share}%` }}
        >
          <span className="absolute top-1/2 left-1/2 grid size-11 -translate-1/2 place-items-center rounded-full bg-white text-black shadow-lg outline-offset-2 outline-white">
            <ChevronsLeftRight className="size-5" />
          </span>
        </span>
        <PlayerBar player={player} className="absolute inset-x-0 bottom-0 bg-linear-to-t from-black/90 to-black/40" />
      </div>
    </div>
  );
}

function Label({ side, shown, text }: { side: string; shown: boolean; text: string }) {
  return (
    <span
      aria-hidden
      className={`absolute top-3 ${side} rounded-lg bg-black/70 px-2 py-0.5 text-sm font-medium text-white transition-opacity ${shown ? "" : "opacity-0"}`}
    >
      {text}
    </span>
  );
}
