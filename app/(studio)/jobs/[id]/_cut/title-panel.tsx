"use client";

import { useTranslations } from "use-intl";
import { TextField } from "../_story/story-field";
import { CheckField, SecondsField } from "./fields";
import type { Editing } from "./use-cut";

const usualSeconds = 2.5;
const longestTitle = 120;

/** The card before the first shot, and the ends of the film. */
export function TitlePanel({ editing: { cut, change, errors } }: { editing: Editing }) {
  const t = useTranslations("cut");
  const { text = "", seconds = usualSeconds } = cut.title ?? {};
  return (
    <div className="flex flex-col gap-4">
      <TextField
        id="cut-title"
        label={t("titleText")}
        value={text}
        most={longestTitle}
        readOnly={false}
        problem={errors.get("/title/text")}
        onChange={(text) => change((now) => ({ ...now, title: text ? { text, seconds } : null }), "title")}
      />
      {cut.title && (
        <SecondsField
          label={t("titleSeconds")}
          value={seconds}
          min={0.5}
          max={10}
          problem={errors.get("/title/seconds")}
          onChange={(seconds) => change((now) => ({ ...now, title: { text, seconds } }), "title seconds")}
        />
      )}
      <CheckField label={t("fades")} checked={cut.fades} onChange={(fades) => change((now) => ({ ...now, fades }))} />
    </div>
  );
}
