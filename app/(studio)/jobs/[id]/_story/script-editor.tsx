"use client";

import { useEffect } from "react";
import { useTranslations } from "use-intl";
import { getScript } from "@/app/(studio)/_data/api";
import type { Job } from "@/lib/schemas/job";
import { filmSeconds, longest, mostScenes, sceneSeconds } from "@/lib/story/limits";
import { EditBar } from "./edit-bar";
import { canSplit } from "./parts";
import { RowActs } from "./row-acts";
import {
  addAfter,
  asEdited,
  asScript,
  changeScene,
  type EditedScript,
  scriptFieldOf,
  splitAt,
  withScenes,
} from "./scenes";
import { NumberField, TextField } from "./story-field";
import { Total } from "./total";
import { useAnnouncer } from "./use-announcer";
import { type DocumentKind, type Editing, useDocument } from "./use-document";
import { useRows } from "./use-rows";

const script: DocumentKind<EditedScript> = {
  step: "script",
  read: async (job) => asEdited((await getScript(job.id)).document),
  write: asScript,
  fieldOf: scriptFieldOf,
  settled: (edited) => asEdited(asScript(edited)),
};

type Props = { job: Job; onSaved: () => Promise<void>; onUnsaved: (step: string, isUnsaved: boolean) => void };

/** The script: its title, its synopsis, and its scenes. */
export default function ScriptEditor({ job, onSaved, onUnsaved }: Props) {
  const editing = useDocument(job, script, onSaved);
  const isChanged = editing?.isChanged ?? false;
  useEffect(() => onUnsaved(script.step, isChanged), [isChanged, onUnsaved]);
  return editing ? <Scenes job={job} editing={editing} /> : <div className="shimmer h-48 rounded-2xl" />;
}

function Scenes({ job, editing }: { job: Job; editing: Editing<EditedScript> }) {
  const t = useTranslations("story");
  const { announce, region } = useAnnouncer();
  const { value, change, problemOf, isOpen } = editing;
  const { scenes } = value;
  const { title, synopsis } = value.script;
  const setText = (key: "title" | "synopsis") => (text: string) =>
    change({ ...value, script: { ...value.script, [key]: text } }, key);
  const { root, act, onKeyDown } = useRows({
    ...{ rows: scenes, editing, announce },
    change: (changed) => change(withScenes(value, changed)),
    nameOf: (place) => t("scene", { n: place + 1 }),
    full: scenes.length >= mostScenes ? t("fullScript", { most: mostScenes }) : null,
    split: (place) => splitAt(scenes, place),
    add: (place) => addAfter(scenes, place),
  });
  const field = (path: string) => ({
    ...{ id: `script-${path.replaceAll("/", "-")}`, readOnly: !isOpen, problem: problemOf(path) },
  });
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears the keys of the fields in it
    <div ref={root} onKeyDown={onKeyDown} className="flex flex-col gap-4">
      <EditBar editing={editing} save={t("saveScript")} announce={announce}>
        <Total
          parts={scenes.map(({ scene }) => scene)}
          asked={Number(job.options.duration) || filmSeconds.default}
          isChanged={editing.isChanged}
        />
      </EditBar>
      <TextField
        {...field("title")}
        label={t("field.title")}
        value={title}
        most={longest.title}
        rows={1}
        onChange={setText("title")}
      />
      <TextField
        {...field("synopsis")}
        label={t("field.synopsis")}
        value={synopsis}
        most={longest.text}
        onChange={setText("synopsis")}
      />
      <ol aria-label={t("scenes")} className="flex flex-col gap-4">
        {scenes.map(({ id, scene }, i) => {
          const name = t("scene", { n: i + 1 });
          const of = (key: keyof typeof scene) => ({
            ...field(`${id}/${key}`),
            prefix: t("ofScene", { scene: name, field: "" }),
            label: t(`field.${key}`),
          });
          const set = (key: keyof typeof scene) => (to: string | number) =>
            change(withScenes(value, changeScene(scenes, id, { [key]: to })), `${id}/${key}`);
          return (
            <li key={id} data-row-id={id} className="flex flex-col gap-2 border-t border-line pt-3">
              <div className="flex flex-wrap items-center justify-between gap-x-3">
                <h4 className="font-medium">{name}</h4>
                <div className="-mr-2 flex">
                  <RowActs
                    {...{ name, place: i, count: scenes.length, readOnly: !isOpen }}
                    add={t("addScene", { name })}
                    canSplit={canSplit(scene)}
                    onAct={(what) => act(id, what)}
                  />
                </div>
              </div>
              <div className="grid grid-cols-[minmax(0,1fr)_5.5rem] gap-3">
                <TextField {...of("title")} value={scene.title} most={longest.title} rows={1} onChange={set("title")} />
                <NumberField
                  {...of("duration")}
                  value={scene.duration}
                  {...sceneSeconds}
                  step={0.5}
                  onChange={set("duration")}
                />
              </div>
              <div className="grid gap-3 sm:grid-cols-2">
                {(["description", "dialogue", "visual_notes", "audio_notes"] as const).map((key) => (
                  <TextField key={key} {...of(key)} value={scene[key]} most={longest.text} onChange={set(key)} />
                ))}
              </div>
            </li>
          );
        })}
      </ol>
      {isOpen && <p className="text-sm text-faint">{t("hint")}</p>}
      {region}
    </div>
  );
}
