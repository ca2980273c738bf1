"use client";

import { ChevronDown } from "lucide-react";
import { createContext, useContext } from "react";
import { useTranslations } from "use-intl";
import { useChoiceWords } from "./choice-words";
import { box } from "./control-style";
import { asText, type OptionField, type Value } from "./schema-form";
import { ShapeButton } from "./shape-button";

/** Who chooses where the form says nothing. */
export const Chooser = createContext<"workflow" | "service">("workflow");

type Props = {
  field: OptionField;
  value: Value;
  shared: { id: string; "aria-describedby"?: string; "aria-invalid"?: true };
  onChange: (value: Value) => void;
};

const isRatio = (choice: unknown) => /^\d+:\d+$/.test(asText(choice));

/** Whether the choices are the ratios of a frame, which are shown as shapes. */
export const hasShapes = ({ kind, choices }: OptionField) => kind === "choice" && choices.every(isRatio);

/** One of several words, in the browser's own list. */
export function ChoiceInput({ field, value, shared, onChange }: Props) {
  const chooser = useContext(Chooser);
  const t = useTranslations("form");
  const wordOf = useChoiceWords();
  return (
    <span className="relative block">
      <select
        {...shared}
        value={String(value)}
        onChange={(event) => onChange(event.target.value)}
        className={`${box} min-h-11 appearance-none truncate pr-10`}
      >
        {field.initial === "" && <option value="">{field.required ? t("choose") : t("unset", { chooser })}</option>}
        {field.choices.map((choice) => (
          <option key={asText(choice)} value={asText(choice)}>
            {wordOf(choice)}
          </option>
        ))}
      </select>
      <ChevronDown aria-hidden className="pointer-events-none absolute top-3.5 right-3.5 size-4 text-faint" />
    </span>
  );
}

/** The ratio of a frame, as shapes. */
export function RatioInput({ field, value, shared: { id, ...about }, onChange }: Props) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: the frame of the field has its label
    <div {...about} role="group" id={id} tabIndex={-1} aria-labelledby={`${id}-label`} className="flex flex-wrap gap-2">
      {field.choices.map(asText).map((choice) => {
        const [width = 1, height = 1] = choice.split(":").map(Number);
        const isChosen = choice === value;
        return (
          <ShapeButton
            key={choice}
            title={choice}
            ratio={width / height}
            isChosen={isChosen}
            onChoose={() => onChange(isChosen && field.initial === "" ? "" : choice)}
          />
        );
      })}
    </div>
  );
}

/** Any of several words. */
export function SeveralInput({
  field,
  shared: { id, ...about },
  chosen,
  onChange,
}: Omit<Props, "value"> & { chosen: unknown[] }) {
  const wordOf = useChoiceWords();
  return (
    // biome-ignore lint/a11y/useSemanticElements: the frame of the field has its label
    <div
      {...about}
      role="group"
      id={id}
      tabIndex={-1}
      aria-labelledby={`${id}-label`}
      className="flex flex-wrap gap-x-5"
    >
      {field.choices.map((choice) => (
        <label key={asText(choice)} className="flex min-h-9 cursor-pointer items-center gap-2">
          <input
            type="checkbox"
            checked={chosen.includes(choice)}
            onChange={(event) => {
              const others = chosen.filter((one) => one !== choice);
              const next = event.target.checked ? [...others, choice] : others;
              onChange(next.length === 0 ? "" : JSON.stringify(next));
            }}
            className="size-5 accent-(--accent)"
          />
          {wordOf(choice)}
        </label>
      ))}
    </div>
  );
}
