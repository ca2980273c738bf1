"use client";

import { ArrowDown, ArrowUp, Plus, SquareSplitVertical, Trash2 } from "lucide-react";
import type { ComponentProps } from "react";
import { useLocale, useTranslations } from "use-intl";
import { Button } from "@/app/(studio)/_ui/button";
import { Tooltip } from "@/app/(studio)/_ui/tooltip";
import { longest, mostScenes, shotSeconds } from "@/lib/story/limits";
import type { Shot } from "@/lib/story/schemas";
import { cameraMovements, shotTypes } from "@/lib/story/terms";
import { canSplit, type EditedShot } from "./shots";
import { ChoiceField, NumberField, TextField } from "./story-field";

/** What a person can do with a shot besides changing its fields. */
export type ShotAct = "earlier" | "later" | "split" | "add" | "remove";

type Props = {
  edited: EditedShot;
  place: number;
  count: number;
  isCurrent: boolean;
  readOnly: boolean;
  longestShot: number;
  problemOf: (field: string) => string | undefined;
  onChange: (change: Partial<Shot>, field: keyof Shot) => void;
  onAct: (act: ShotAct) => void;
  onFocus: () => void;
};

export const shotColumns = "xl:grid-cols-[1.5rem_minmax(0,3fr)_minmax(0,2fr)_4rem_4.5rem_8rem_7.5rem_auto]";
/** On wide screens a heading over the column names the fields. */
const hideLabel = "xl:sr-only";

/** A shot as a row of the table: one line on a wide screen, a form on a narrow one. */
export function ShotRow({ edited: { id, shot }, place, count, readOnly, isCurrent, longestShot, ...props }: Props) {
  const { problemOf, onChange, onAct, onFocus } = props;
  const t = useTranslations("story");
  const isChinese = useLocale() === "zh";
  const name = t("shot", { n: place + 1 });
  const field = (key: keyof Shot) => ({
    ...{ id: `${id}-${key}`, label: t(`field.${key}`), hideLabel, readOnly, problem: problemOf(`${id}/${key}`) },
  });
  const set = <K extends keyof Shot>(key: K) => {
    return (value: Shot[K]) => onChange({ [key]: value }, key);
  };
  const terms = <T extends string>(list: readonly { id: T; title: string; zh: { title: string } }[]) =>
    list.map(({ id, title, zh }) => ({ id, title: isChinese ? zh.title : title }));
  return (
    <li
      data-shot={id}
      onFocus={onFocus}
      className={`rounded-2xl p-3 ring-1 xl:rounded-xl xl:p-2 ${isCurrent ? "ring-accent" : "ring-line"}`}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a grid everywhere */}
      <div role="group" aria-label={name} className={`grid grid-cols-2 gap-3 sm:grid-cols-6 ${shotColumns}`}>
        <span aria-hidden className="col-span-full font-semibold tabular-nums xl:col-span-1 xl:pt-2.5">
          {place + 1}
        </span>
        <TextField
          {...field("description")}
          value={shot.description}
          most={longest.text}
          onChange={set("description")}
          className="col-span-full sm:col-span-3 xl:col-span-1"
        />
        <TextField
          {...field("dialogue")}
          value={shot.dialogue}
          most={longest.text}
          onChange={set("dialogue")}
          className="col-span-full sm:col-span-3 xl:col-span-1"
        />
        <NumberField
          {...field("scene_number")}
          value={shot.scene_number}
          min={1}
          max={mostScenes}
          step={1}
          onChange={set("scene_number")}
          className="sm:col-span-1"
        />
        <NumberField
          {...field("duration")}
          value={shot.duration}
          min={shotSeconds.min}
          max={longestShot}
          step={0.5}
          onChange={set("duration")}
          className="sm:col-span-1"
        />
        <ChoiceField
          {...field("shot_type")}
          value={shot.shot_type}
          choices={terms(shotTypes)}
          onChange={set("shot_type")}
          className="sm:col-span-2 xl:col-span-1"
        />
        <ChoiceField
          {...field("camera_movement")}
          value={shot.camera_movement}
          choices={terms(cameraMovements)}
          onChange={set("camera_movement")}
          className="sm:col-span-2 xl:col-span-1"
        />
        <div className="col-span-full flex justify-end self-start xl:col-span-1">
          <Act label={t("earlier", { name })} off={readOnly || place === 0} act="earlier" onAct={onAct}>
            <ArrowUp aria-hidden />
          </Act>
          <Act label={t("after", { name })} off={readOnly || place === count - 1} act="later" onAct={onAct}>
            <ArrowDown aria-hidden />
          </Act>
          <Act label={t("split", { name })} off={readOnly || !canSplit(shot)} act="split" onAct={onAct}>
            <SquareSplitVertical aria-hidden />
          </Act>
          <Act label={t("add", { name })} off={readOnly} act="add" onAct={onAct}>
            <Plus aria-hidden />
          </Act>
          <Act label={t("remove", { name })} off={readOnly || count === 1} act="remove" onAct={onAct}>
            <Trash2 aria-hidden />
          </Act>
        </div>
      </div>
    </li>
  );
}

type ActProps = { label: string; off: boolean; act: ShotAct; onAct: (act: ShotAct) => void };

/** A button that keeps the focus when it has no more to do. */
function Act({ label, off, act, onAct, children }: ActProps & Pick<ComponentProps<"button">, "children">) {
  return (
    <Tooltip text={label}>
      <Button
        kind="quiet"
        aria-label={label}
        aria-disabled={off}
        data-act={act}
        onClick={() => !off && onAct(act)}
        className="min-w-9 px-0 aria-disabled:opacity-35 xl:min-w-8"
      >
        {children}
      </Button>
    </Tooltip>
  );
}
