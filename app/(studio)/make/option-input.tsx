"use client";

import { Switch } from "radix-ui";
import { useTranslations } from "use-intl";
import { SelectBox } from "../_ui/select-box";
import { describedBy, FieldFrame } from "./field-frame";
import { hasRange, RangeHandle } from "./range-handle";
import { asText, type OptionField, type Value } from "./schema-form";
import { StyleChoice } from "./style-choice";

type Props = { field: OptionField; value: Value; problem?: string; onChange: (value: Value) => void };

const box =
  "w-full rounded-xl bg-raised px-3.5 py-2.5 ring-1 ring-edge ring-inset placeholder:text-faint aria-invalid:ring-2 aria-invalid:ring-bad";

/** The control of one option, chosen by its schema. */
export function OptionInput(props: Props) {
  return props.field.kind === "style" ? <StyleChoice {...props} /> : <FramedInput {...props} />;
}

function FramedInput({ field, value, problem, onChange }: Props) {
  const t = useTranslations("form");
  const id = `option-${field.name}`;
  const wide = field.kind === "long" || field.kind === "json" || field.kind === "text";
  return (
    <FieldFrame {...field} id={id} problem={problem} hint={hintOf(field, value, t)} wide={wide}>
      <Control id={id} field={field} value={value} problem={problem} onChange={onChange} />
    </FieldFrame>
  );
}

function Control({ id, field, value, problem, onChange }: Props & { id: string }) {
  const t = useTranslations("form");
  const shared = {
    id,
    "aria-describedby": describedBy(id, field.description, problem),
    "aria-invalid": problem ? true : undefined,
  };
  const typed = {
    ...shared,
    value: String(value),
    placeholder: field.placeholder,
    required: field.required,
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
  };
  switch (field.kind) {
    case "switch":
      return (
        <Switch.Root
          {...shared}
          checked={value === true}
          onCheckedChange={onChange}
          className="h-7 w-12 rounded-full bg-edge p-0.5 transition data-[state=checked]:bg-accent"
        >
          <Switch.Thumb className="block size-6 rounded-full bg-raised transition-transform data-[state=checked]:translate-x-5" />
        </Switch.Root>
      );
    case "choice":
      return (
        <SelectBox
          id={id}
          value={String(value)}
          groups={[{ title: null, choices: field.choices.map((one) => ({ value: asText(one), title: asText(one) })) }]}
          placeholder={t("unset")}
          onChange={onChange}
          describedBy={shared["aria-describedby"]}
          invalid={Boolean(problem)}
        />
      );
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
          rows={field.kind === "json" ? 3 : 5}
          className={`${box} field-sizing-content max-h-96 min-h-28 resize-y`}
        />
      );
    case "style": // has a frame of its own
      return null;
    case "text":
      return <input {...typed} type="text" className={box} />;
  }
}

function hintOf(field: OptionField, value: Value, t: ReturnType<typeof useTranslations<"form">>): string | undefined {
  const { min: from, max: to } = field;
  if (field.kind === "number" && from !== undefined && to !== undefined) return t("fromTo", { from, to });
  if (field.kind === "number" && from !== undefined) return t("from", { from });
  if (field.kind === "number" && to !== undefined) return t("to", { to });
  if (field.maxLength === undefined || typeof value !== "string") return undefined;
  const left = field.maxLength - value.length;
  if (left < 0) return t("over", { n: -left });
  return left <= Math.max(20, field.maxLength * 0.1) ? t("left", { n: left }) : undefined;
}
