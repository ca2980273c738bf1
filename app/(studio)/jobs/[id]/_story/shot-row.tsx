"use client";

import { SlidersHorizontal } from "lucide-react";
import { useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import { Act } from "@/app/(studio)/_ui/act";
import { langOf } from "@/app/(studio)/_ui/text-language";
import { longest, mostColours, mostScenes, shotSeconds } from "@/lib/story/limits";
import type { Shot } from "@/lib/story/schemas";
import { cameraMovements, shotTypes } from "@/lib/story/terms";
import { ColoursField } from "./colours-field";
import { canSplit } from "./parts";
import { type RowAct, RowActs, rowButton } from "./row-acts";
import type { EditedShot } from "./shots";
import { ChoiceField, NumberField, TextField } from "./story-field";

type Props = {
  edited: EditedShot;
  place: number;
  count: number;
  isCurrent: boolean;
  readOnly: boolean;
  longestShot: number;
  problemOf: (field: string) => string | undefined;
  onChange: (change: Partial<Shot>, about: string | null) => void;
  onAct: (act: RowAct) => void;
  onFocus: () => void;
};

export const shotColumns = "xl:grid-cols-[1.5rem_minmax(0,3fr)_minmax(0,2fr)_4rem_4.5rem_8rem_7.5rem_auto]";
/** On wide screens a heading over the column names the fields. */
const hideLabel = "xl:sr-only";
/** The fields that are folded away at first. */
const folded = ["title", "composition_notes", "lighting", "color_palette"] as const;

/** A shot as a row of the table: one line on a wide screen, a form on a narrow one; its notes fold out below. */
export function ShotRow({ edited: { id, shot }, place, count, readOnly, isCurrent, longestShot, ...props }: Props) {
  const { problemOf, onChange, onAct, onFocus } = props;
  const t = useTranslations("story");
  const isChinese = useLocale() === "zh";
  const [isUnfolded, setUnfolded] = useState(false);
  const name = t("shot", { n: place + 1 });
  const isFaulty = folded.some((key) => problemOf(`${id}/${key}`));
  const isOpen = isUnfolded || isFaulty;
  const more = t("more", { name });
  const field = (key: keyof Shot) => ({
    ...{ id: `${id}-${key}`, label: t(`field.${key}`), readOnly, problem: problemOf(`${id}/${key}`) },
  });
  const set = <K extends keyof Shot>(key: K) => {
    return (value: Shot[K]) => onChange({ [key]: value }, key);
  };
  const terms = <T extends string>(list: readonly { id: T; title: string; zh: { title: string } }[]) =>
    list.map(({ id, title, zh }) => ({ id, title: isChinese ? zh.title : title }));
  return (
    <li
      data-row-id={id}
      onFocus={onFocus}
      className={`rounded-2xl p-3 ring-1 xl:rounded-xl xl:p-2 ${isCurrent ? "ring-accent" : "ring-line"}`}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a grid everywhere */}
      <div role="group" aria-label={name} className={`grid grid-cols-2 gap-3 sm:grid-cols-6 ${shotColumns}`}>
        <span className="col-span-full flex min-w-0 items-baseline gap-2 xl:col-span-1 xl:pt-2.5">
          <span aria-hidden className="font-semibold tabular-nums">
            {place + 1}
          </span>
          <span aria-hidden lang={langOf(shot.title)} className="truncate text-sm text-soft xl:hidden">
            {shot.title}
          </span>
        </span>
        <TextField
          {...field("description")}
          hideLabel={hideLabel}
          value={shot.description}
          most={longest.text}
          onChange={set("description")}
          className="col-span-full sm:col-span-3 xl:col-span-1"
        />
        <TextField
          {...field("dialogue")}
          hideLabel={hideLabel}
          value={shot.dialogue}
          most={longest.text}
          onChange={set("dialogue")}
          className="col-span-full sm:col-span-3 xl:col-span-1"
        />
        <NumberField
          {...field("scene_number")}
          hideLabel={hideLabel}
          value={shot.scene_number}
          min={1}
          max={mostScenes}
          step={1}
          onChange={set("scene_number")}
          className="sm:col-span-1"
        />
        <NumberField
          {...field("duration")}
          hideLabel={hideLabel}
          value={shot.duration}
          min={shotSeconds.min}
          max={longestShot}
          step={0.5}
          onChange={set("duration")}
          className="sm:col-span-1"
        />
        <ChoiceField
          {...field("shot_type")}
          hideLabel={hideLabel}
          value={shot.shot_type}
          choices={terms(shotTypes)}
          onChange={set("shot_type")}
          className="sm:col-span-2 xl:col-span-1"
        />
        <ChoiceField
          {...field("camera_movement")}
          hideLabel={hideLabel}
          value={shot.camera_movement}
          choices={terms(cameraMovements)}
          onChange={set("camera_movement")}
          className="sm:col-span-2 xl:col-span-1"
        />
        <div className="col-span-full flex justify-end self-start xl:col-span-1">
          <Act
            label={more}
            onPress={() => setUnfolded(!isOpen)}
            aria-expanded={isOpen}
            aria-controls={`${id}-more`}
            className={`${rowButton} ${isOpen ? "text-accent" : ""}`}
          >
            <SlidersHorizontal aria-hidden />
          </Act>
          <RowActs {...{ name, place, count, readOnly, onAct }} add={t("add", { name })} canSplit={canSplit(shot)} />
        </div>
        <div
          id={`${id}-more`}
          hidden={!isOpen}
          className="col-span-full grid gap-3 sm:grid-cols-2 xl:grid-cols-[minmax(0,3fr)_minmax(0,4fr)_minmax(0,3fr)_minmax(0,4fr)] xl:pl-9 [[hidden]]:hidden"
        >
          {isOpen && (
            <>
              <TextField {...field("title")} value={shot.title} most={longest.title} rows={1} onChange={set("title")} />
              <TextField
                {...field("composition_notes")}
                value={shot.composition_notes}
                most={longest.text}
                onChange={set("composition_notes")}
              />
              <TextField {...field("lighting")} value={shot.lighting} most={longest.text} onChange={set("lighting")} />
              <ColoursField
                colours={shot.color_palette}
                readOnly={readOnly}
                most={mostColours}
                problem={problemOf(`${id}/color_palette`)}
                onChange={(colours, about) => onChange({ color_palette: colours }, about)}
              />
            </>
          )}
        </div>
      </div>
    </li>
  );
}
