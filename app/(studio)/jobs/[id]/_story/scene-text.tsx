"use client";

import { useTranslations } from "use-intl";
import { Button } from "@/app/(studio)/_ui/button";
import { Picture } from "@/app/(studio)/_ui/picture";
import { thumbnailUrl } from "@/app/(studio)/_ui/stable-url";
import { longestPrompt } from "@/lib/scenes/parse-scenes";
import type { Seen } from "../_stage/scenes";
import { canSplit } from "./cards";
import { type RowAct, RowActs } from "./row-acts";
import { TextField } from "./story-field";

type Props = {
  id: string;
  text: string;
  place: number;
  count: number;
  isFull: boolean;
  readOnly: boolean;
  problem: string | undefined;
  /** What the workflow reads in place of the text, where that has other words. */
  read: string | null;
  seen: Seen | null;
  /** Whether the picture was made from another text. */
  isOld: boolean;
  /** Width by height of the film. */
  shape: number;
  onChange: (text: string, about: string | null) => void;
  onAct: (act: RowAct) => void;
};

/** A scene as a card: its picture, its text, and what a person can do with it. */
export function SceneText({ id, text, place, problem, read, seen, isOld, shape, onChange, onAct, ...card }: Props) {
  const t = useTranslations("story");
  const { count, isFull, readOnly } = card;
  const name = t("scene", { n: place + 1 });
  return (
    <li
      data-row-id={id}
      className="flex min-w-0 flex-col rounded-2xl bg-paper p-3 ring-1 ring-edge/60 ring-inset has-[textarea:focus-visible]:outline-2 has-[textarea:focus-visible]:outline-offset-2 has-[textarea:focus-visible]:outline-accent has-[[aria-invalid]]:ring-2 has-[[aria-invalid]]:ring-bad"
    >
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a column everywhere */}
      <div role="group" aria-label={name} className="flex grow flex-col gap-2">
        <div className="flex min-h-8 items-center gap-2.5">
          {seen && (
            <span className="h-9 shrink-0 overflow-hidden rounded-lg bg-black" style={{ aspectRatio: shape }}>
              <Picture
                src={thumbnailUrl(seen.file)}
                alt=""
                className={`size-full object-cover ${isOld || seen.isOld ? "opacity-40" : ""}`}
              />
            </span>
          )}
          <span aria-hidden className="font-semibold tabular-nums">
            {name}
          </span>
        </div>
        <TextField
          id={`${id}-text`}
          prefix={t("ofScene", { scene: name, field: "" })}
          label={t("cardText")}
          hideLabel="sr-only"
          paragraph
          rows={6}
          value={text}
          most={longestPrompt}
          readOnly={readOnly}
          problem={problem}
          onChange={(text) => onChange(text, "text")}
          className="grow"
        />
        {read !== null && (
          <Button className="self-start" onClick={() => onChange(read, null)}>
            {t("useRead")}
          </Button>
        )}
        <div className="-mx-1.5 -mb-1.5 flex justify-end">
          <RowActs
            {...{ name, place, count, readOnly, isFull, onAct }}
            add={t("addScene", { name })}
            canSplit={canSplit(text)}
            sideways="@xl:-rotate-90"
          />
        </div>
      </div>
    </li>
  );
}
