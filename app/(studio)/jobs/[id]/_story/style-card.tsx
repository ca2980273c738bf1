"use client";

import { useEffect } from "react";
import { useLocale, useTranslations } from "use-intl";
import { langOf } from "@/app/(studio)/_ui/text-language";
import type { Job } from "@/lib/schemas/job";
import { longest } from "@/lib/story/limits";
import type { FilmStyle } from "@/lib/story/schemas";
import { type Style, styles } from "@/lib/styles";
import { ColoursField } from "./colours-field";
import { EditBar, undoKey } from "./edit-bar";
import { ChoiceField, TextField } from "./story-field";
import { writtenStep } from "./story-steps";
import { namedStyle, styleFrom, writtenStyle } from "./style-document";
import { useAnnouncer } from "./use-announcer";
import { type DocumentKind, useDocument } from "./use-document";

const style: DocumentKind<FilmStyle> = {
  step: "style",
  read: async (job) => writtenStyle(job) ?? Promise.reject(new Error("The style cannot be read.")),
  write: (value) => value,
  fieldOf: (pointer) => pointer.replace("/output/", ""),
  settled: (value) => value,
};

type Props = { job: Job; onSaved: () => Promise<void>; onUnsaved: (step: string, isUnsaved: boolean) => void };

/** The style of the film: as the caller named it, or as a model chose it, which can be changed. */
export default function StyleCard(props: Props) {
  const isChinese = useLocale() === "zh";
  const named = namedStyle(props.job);
  if (named) return <Palette {...(isChinese ? named.zh : named)} colours={named.palette} />;
  return writtenStep(props.job, style.step) && writtenStyle(props.job) ? <StyleEditor {...props} /> : null;
}

function Palette({ title, mood, colours }: { title: string; mood: string; colours: readonly string[] }) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <span className="flex overflow-hidden rounded-lg ring-1 ring-line">
        {colours.map((colour) => (
          <span key={colour} title={colour} className="size-8" style={{ backgroundColor: colour }} />
        ))}
      </span>
      <span className="font-medium">{title}</span>
      <span lang={langOf(mood)} className="text-soft">
        {mood}
      </span>
    </div>
  );
}

function StyleEditor({ job, onSaved, onUnsaved }: Props) {
  const t = useTranslations("story");
  const isChinese = useLocale() === "zh";
  const editing = useDocument(job, style, onSaved);
  const { announce, region } = useAnnouncer();
  const isChanged = editing?.isChanged ?? false;
  useEffect(() => onUnsaved(style.step, isChanged), [isChanged, onUnsaved]);
  if (!editing) return <div className="shimmer h-24 rounded-2xl" />;
  const { value, change, problemOf, isOpen } = editing;
  const choices = styles.map(({ id, title, zh }) => ({ id, title: isChinese ? zh.title : title }));
  const choose = (id: string) => {
    const chosen: Style | undefined = styles.find((one) => one.id === id);
    if (chosen) change(styleFrom(chosen, langOf(value.mood) === "zh"));
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears the keys of the fields in it
    <div onKeyDown={(event) => void undoKey(event, editing)} className="flex flex-col gap-3">
      <EditBar editing={editing} save={t("saveStyle")} announce={announce} />
      <div className="grid gap-3 sm:grid-cols-2">
        <ChoiceField
          id="style-style"
          label={t("field.style")}
          value={value.style}
          choices={choices}
          readOnly={!isOpen}
          problem={problemOf("style")}
          onChange={choose}
        />
        <ColoursField
          colours={value.color_palette}
          readOnly={!isOpen}
          problem={problemOf("color_palette")}
          onChange={(colours, about) => change({ ...value, color_palette: colours }, about)}
        />
        <TextField
          id="style-mood"
          label={t("field.mood")}
          value={value.mood}
          readOnly={!isOpen}
          most={longest.title}
          problem={problemOf("mood")}
          onChange={(mood) => change({ ...value, mood }, "mood")}
        />
        <TextField
          id="style-look"
          label={t("field.visual_style")}
          value={value.visual_style}
          readOnly={!isOpen}
          most={longest.text}
          problem={problemOf("visual_style")}
          onChange={(look) => change({ ...value, visual_style: look }, "visual_style")}
        />
      </div>
      {region}
    </div>
  );
}
