"use client";

import { ChevronRight } from "lucide-react";
import { useId, useState } from "react";
import { useTranslations } from "use-intl";
import type { FieldProblems } from "./form-answers";
import { OptionInput } from "./option-input";
import type { OptionField, Value } from "./schema-form";

type Props = {
  fields: OptionField[];
  values: Record<string, Value>;
  problems: FieldProblems;
  onChange: (name: string, value: Value) => void;
};

/** The options of a model; advanced ones are folded unless one of them has an error. */
export function OptionInputs({ fields, values, problems, onChange }: Props) {
  const t = useTranslations("make");
  const id = useId();
  const [open, setOpen] = useState(false);
  const advanced = fields.filter((field) => field.advanced);
  if (!open && advanced.some(({ name }) => problems[name])) setOpen(true);
  const input = (field: OptionField, i: number, all: OptionField[]) => (
    <OptionInput
      key={field.name}
      field={field}
      isSaid={field.description !== "" && field.description === all[i - 1]?.description}
      value={values[field.name] ?? field.initial}
      problem={problems[field.name]}
      onChange={(value) => onChange(field.name, value)}
    />
  );
  const shown = fields.filter((field) => !field.advanced);
  return (
    <>
      {shown.length > 0 && <div className="grid gap-5 sm:grid-cols-2">{shown.map(input)}</div>}
      {advanced.length > 0 && (
        <div className="flex flex-col gap-4">
          <button
            type="button"
            aria-expanded={open}
            aria-controls={open ? id : undefined}
            onClick={() => setOpen(!open)}
            className="flex min-h-8 items-center gap-1.5 self-start rounded-lg text-sm font-medium text-soft hover:text-ink"
          >
            <ChevronRight aria-hidden className={`size-4 transition-transform ${open ? "rotate-90" : ""}`} />
            {t("more")}
          </button>
          {open && (
            <div id={id} className="grid gap-5 sm:grid-cols-2">
              {advanced.map(input)}
            </div>
          )}
        </div>
      )}
    </>
  );
}
