"use client";

import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { ChoiceInput, hasShapes, RatioInput, SeveralInput } from "./choice-input";
import { useChoiceWords } from "./choice-words";
import { ColourInput } from "./colour-input";
import { box } from "./control-style";
import { describedBy, FieldFrame } from "./field-frame";
import { ListInput } from "./list-input";
import { listIn, parsedOf, valuesIn } from "./list-rows";
import { hasRange, RangeHandle } from "./range-handle";
import { asText, idOfOption, type OptionField, type Value } from "./schema-form";
import { StyleChoice } from "./style-choice";

type Props = {
  field: OptionField;
  value: Value;
  problem?: string;
  onChange: (value: Value) => void;
  /** A button beside the title. */
  aside?: ReactNode;
  /** The field before it has the same description. */
  isSaid?: boolean;
};

const groups: OptionField["kind"][] = ["several", "list", "object"];
const wide: OptionField["kind"][] = ["long", "json", "text", "list", "object", "several"];

/** The control of one option, chosen by its schema. */
export function OptionInput(props: Props) {
  return props.field.kind === "style" ? <StyleChoice {...props} /> : <FramedInput {...props} />;
}

function FramedInput({ field, value, problem, onChange, aside, isSaid = false }: Props) {
  const t = useTranslations("form");
  const id = idOfOption(field.name);
  const isGroup = groups.includes(field.kind) || hasShapes(field);
  const hint = hintOf(field, value, t);
  const wordOf = useChoiceWords();
  // The API's values, by the words that the form has for them.
  const description = field.description.replace(/`([^`]+)`/g, (code, choice) =>
    field.choices.map(asText).includes(choice) ? `“${wordOf(choice)}”` : code,
  );
  const frame = { id, problem, aside, isGroup, hint, wide: wide.includes(field.kind) };
  // Among the folded options all are optional, and a field with a value needs none.
  const required = field.required || field.advanced || field.initial !== "";
  return (
    <FieldFrame
      {...field}
      {...frame}
      description={description}
      required={required}
      isSaid={isSaid || field.description === `${hint}.`}
    >
      <Control id={id} field={field} value={value} problem={problem} onChange={onChange} />
    </FieldFrame>
  );
}

function Control({ id, field, value, problem, onChange }: Props & { id: string }) {
  const shared = {
    id,
    "aria-describedby": describedBy(id, field.description, problem),
    "aria-invalid": problem ? (true as const) : undefined,
  };
  const typed = {
    ...shared,
    value: String(value),
    placeholder: field.placeholder,
    required: field.required,
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
  };
  const chosen = { field, value, shared, onChange };
  switch (field.kind) {
    case "switch":
      return (
        <button
          {...shared}
          type="button"
          role="switch"
          aria-checked={value === true}
          onClick={() => onChange(value !== true)}
          className="h-7 w-12 rounded-full bg-edge p-0.5 transition aria-checked:bg-accent"
        >
          <span
            className={`block size-6 rounded-full bg-raised transition-transform ${value === true ? "translate-x-5" : ""}`}
          />
        </button>
      );
    case "choice":
      return hasShapes(field) ? <RatioInput {...chosen} /> : <ChoiceInput {...chosen} />;
    case "several":
      return <SeveralInput {...chosen} chosen={listIn(value)} />;
    case "list":
      return <ListInput {...chosen} />;
    case "colour":
      return <ColourInput {...typed} title={field.title} onColour={onChange} />;
    case "object":
      return <ObjectInput {...chosen} />;
    case "number":
      return (
        <div className="flex items-center gap-4">
          {hasRange(field) && <RangeHandle field={field} value={value} onChange={onChange} />}
          <input
            {...typed}
            type="number"
            min={field.min}
            max={field.max}
            step={field.multipleOf ?? (field.whole ? 1 : "any")}
            className={`${box} ${hasRange(field) ? "max-w-24" : ""}`}
          />
        </div>
      );
    case "long":
    case "json":
      return (
        <textarea
          {...typed}
          rows={field.kind === "json" || field.advanced ? 3 : 4}
          className={`${box} field-sizing-content max-h-96 min-h-24 resize-y`}
        />
      );
    case "style": // has a frame of its own
      return null;
    case "text":
      return <input {...typed} type="text" className={box} />;
  }
}

/** The fields of an object, smaller, below its title. */
function ObjectInput({
  field,
  value,
  shared: { id },
  onChange,
}: Pick<Props, "field" | "value" | "onChange"> & { shared: { id: string } }) {
  const values = valuesIn(parsedOf(value));
  return (
    // biome-ignore lint/a11y/useSemanticElements: the frame of the field has its label
    <div
      id={id}
      role="group"
      tabIndex={-1}
      aria-labelledby={`${id}-label`}
      className="grid gap-3 rounded-xl bg-sunken/50 p-3 sm:grid-cols-2"
    >
      {field.fields.map((inner) => (
        <OptionInput
          key={inner.name}
          field={{ ...inner, name: `${field.name}-${inner.name}` }}
          value={values[inner.name] ?? inner.initial}
          onChange={(next) => onChange(JSON.stringify({ ...values, [inner.name]: next }))}
        />
      ))}
    </div>
  );
}

function hintOf(field: OptionField, value: Value, t: ReturnType<typeof useTranslations<"form">>): string | undefined {
  const { min: from, max: to, maxItems: most } = field;
  if (field.kind === "list" && most !== undefined) return t("count", { n: listIn(value).length, max: most });
  if (field.kind === "number" && from !== undefined && to !== undefined) return t("fromTo", { from, to });
  if (field.kind === "number" && from !== undefined) return t("from", { from });
  if (field.kind === "number" && to !== undefined) return t("to", { to });
  if (field.maxLength === undefined || typeof value !== "string") return undefined;
  const left = field.maxLength - value.length;
  if (left < 0) return t("over", { n: -left });
  return left <= Math.max(20, field.maxLength * 0.1) ? t("left", { n: left }) : undefined;
}
