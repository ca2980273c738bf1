"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { Picture } from "@/app/(studio)/_ui/picture";
import { steadyUrl, thumbnailUrl } from "@/app/(studio)/_ui/stable-url";
import { langOf } from "@/app/(studio)/_ui/text-language";
import { isPicture } from "@/app/(studio)/jobs/job-picture";
import { UseIn } from "@/app/(studio)/library/use-in";
import type { Output, Take } from "@/lib/schemas/job";
import { PlayerBar } from "../_stage/player-bar";
import { useInStep } from "../_stage/use-in-step";
import { wordDiff } from "./word-diff";

const fileOf = ({ outputs }: Take) => outputs.find((file) => file.type === "video" || isPicture(file));

/** Two takes large and side by side, played in step; below them what differs in their words. */
export function CompareTakes({ takes }: { takes: Take[] }) {
  const t = useTranslations("watch");
  const seen = takes.flatMap((take) => {
    const file = fileOf(take);
    return file ? [{ take, file }] : [];
  });
  const chosen = seen.find(({ take }) => take.chosen) ?? seen.at(-1);
  const other = seen.findLast((one) => one !== chosen);
  const [numbers, setNumbers] = useState([other?.take.number, chosen?.take.number]);
  const [left, right] = numbers.map((number) => seen.find(({ take }) => take.number === number));
  if (!left || !right) return null;
  const choice = (place: 0 | 1) => (
    <Choice
      label={t(place === 0 ? "left" : "right")}
      takes={seen.map(({ take }) => take.number)}
      value={numbers[place] ?? 0}
      onChange={(number) => setNumbers(place === 0 ? [number, numbers[1]] : [numbers[0], number])}
    />
  );
  const [before, after] = [left.take.prompt ?? left.take.text, right.take.prompt ?? right.take.text];
  return (
    <section aria-label={t("compare")} className="flex flex-col gap-2">
      <div className="flex items-center justify-between gap-1">
        {choice(0)}
        <UseIn file={left.file} name={t("left")} isSign className="mr-auto" />
        <UseIn file={right.file} name={t("right")} isSign />
        {choice(1)}
      </div>
      <Pair key={`${left.file.id} ${right.file.id}`} left={left.file} right={right.file} />
      {before && after && before !== after && <Difference before={before} after={after} />}
    </section>
  );
}

type ChoiceProps = { label: string; takes: number[]; value: number; onChange: (take: number) => void };

function Choice({ label, takes, value, onChange }: ChoiceProps) {
  const t = useTranslations("takes");
  return (
    <select
      aria-label={label}
      value={value}
      onChange={({ target }) => onChange(Number(target.value))}
      className="min-h-9 rounded-lg bg-sunken px-2.5 text-sm font-medium"
    >
      {takes.map((number) => (
        <option key={number} value={number}>
          {t("take", { number })}
        </option>
      ))}
    </select>
  );
}

function Pair({ left, right }: { left: Output; right: Output }) {
  const t = useTranslations("watch");
  const isFilm = left.type === "video" && right.type === "video";
  const player = useInStep(Math.max(left.duration ?? 0, right.duration ?? 0));
  const look = "size-full object-contain";
  const ratio = (right.width ?? 1) / (right.height ?? 1);
  const pane = (file: Output, place: "left" | "right") => (
    <div className="min-w-0 bg-black" style={{ aspectRatio: ratio }}>
      {isFilm ? (
        <video
          {...(place === "right" ? player.lead : player.other)}
          src={steadyUrl(file)}
          poster={thumbnailUrl(file)}
          aria-label={t(place)}
          playsInline
          preload="auto"
          className={look}
        />
      ) : (
        <Picture src={isPicture(file) ? steadyUrl(file) : thumbnailUrl(file)} alt={t(place)} className={look} />
      )}
    </div>
  );
  return (
    <div className="overflow-hidden rounded-2xl bg-black">
      {/* Each is at most about half as high as the screen. */}
      <div className="mx-auto grid grid-cols-2 gap-0.5" style={{ maxWidth: `calc(100dvh * ${ratio})` }}>
        {pane(left, "left")}
        {pane(right, "right")}
      </div>
      {isFilm && <PlayerBar player={player} />}
    </div>
  );
}

const marks = { same: "span", removed: "del", added: "ins" } as const;
const looks = { same: "", removed: "bg-bad-wash text-bad", added: "bg-good-wash text-good no-underline" };

/** The words of the left take, and over them what the right one has changed. */
function Difference({ before, after }: { before: string; after: string }) {
  const pieces = wordDiff(before, after);
  return (
    <p
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
      tabIndex={0}
      lang={langOf(after)}
      className="max-h-32 overflow-y-auto rounded-xl bg-paper px-3.5 py-2.5 text-sm text-pretty whitespace-pre-line text-soft"
    >
      {pieces.map(({ text, kind }, at) => {
        const Mark = marks[kind];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of two fixed texts never move
          <Mark key={at} className={`rounded-sm ${looks[kind]}`}>
            {text}
          </Mark>
        );
      })}
    </p>
  );
}
