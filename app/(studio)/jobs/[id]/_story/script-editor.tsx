"use client";

import { type KeyboardEvent, useEffect } from "react";
import { useTranslations } from "use-intl";
import { getScript } from "@/app/(studio)/_data/api";
import type { Job } from "@/lib/schemas/job";
import { longest } from "@/lib/story/limits";
import type { Script } from "@/lib/story/schemas";
import { EditBar, undoKey } from "./edit-bar";
import { TextField } from "./story-field";
import { useAnnouncer } from "./use-announcer";
import { type DocumentKind, useDocument } from "./use-document";

const script: DocumentKind<Script> = {
  step: "script",
  read: async (job) => (await getScript(job.id)).document,
  write: (value) => value,
  fieldOf: (pointer) => pointer.replace("/output/", ""),
  settled: (value) => value,
};

type Scene = Script["structure"]["scenes"][number];

/** Changes a scene. The whole script as one text follows its scenes. */
function withScene(value: Script, place: number, change: Partial<Scene>): Script {
  const scenes = value.structure.scenes.map((scene, i) => (i === place ? { ...scene, ...change } : scene));
  const content = scenes
    .map(({ title, description, dialogue }) => [title, description, dialogue].filter(Boolean).join("\n"))
    .join("\n\n")
    .slice(0, longest.content);
  return { ...value, content, structure: { ...value.structure, scenes } };
}

type Props = { job: Job; onSaved: () => void; onUnsaved: (step: string, isUnsaved: boolean) => void };

/** The script: its title, its synopsis, and what is seen and said in each scene. */
export default function ScriptEditor({ job, onSaved, onUnsaved }: Props) {
  const t = useTranslations("story");
  const editing = useDocument(job, script, onSaved);
  const { announce, region } = useAnnouncer();
  const isChanged = editing?.isChanged ?? false;
  useEffect(() => onUnsaved(script.step, isChanged), [isChanged, onUnsaved]);
  if (!editing) return <div className="shimmer h-48 rounded-2xl" />;
  const { value, change, problemOf, isOpen } = editing;
  const field = (path: string) => ({
    ...{ id: `script-${path.replaceAll("/", "-")}`, readOnly: !isOpen, problem: problemOf(path) },
  });
  const keys = (event: KeyboardEvent<HTMLElement>) => void undoKey(event, editing);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears the keys of the fields in it
    <div onKeyDown={keys} className="flex flex-col gap-4">
      <EditBar editing={editing} save={t("saveScript")} announce={announce} />
      <TextField
        {...field("title")}
        label={t("field.title")}
        value={value.title}
        most={longest.title}
        onChange={(title) => change({ ...value, title }, "title")}
      />
      <TextField
        {...field("synopsis")}
        label={t("field.synopsis")}
        value={value.synopsis}
        most={longest.text}
        onChange={(synopsis) => change({ ...value, synopsis }, "synopsis")}
      />
      <ol className="flex flex-col gap-4">
        {value.structure.scenes.map((scene, i) => {
          const path = `structure/scenes/${i}`;
          const name = t("scene", { n: i + 1 });
          const set = (key: "description" | "dialogue") => (text: string) =>
            change(withScene(value, i, { [key]: text }), `${path}/${key}`);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: scenes have no other name, and keep their order
            <li key={i} className="flex flex-col gap-2 border-t border-line pt-4">
              <h4 className="font-medium">
                {name}: {scene.title}
              </h4>
              <div className="grid gap-3 sm:grid-cols-2">
                {(["description", "dialogue"] as const).map((key) => (
                  <TextField
                    key={key}
                    {...field(`${path}/${key}`)}
                    label={t("ofScene", { scene: name, field: t(`field.${key}`) })}
                    value={scene[key]}
                    most={longest.text}
                    onChange={set(key)}
                  />
                ))}
              </div>
            </li>
          );
        })}
      </ol>
      {region}
    </div>
  );
}
