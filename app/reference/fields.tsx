import Link from "next/link";
import type { translatorIn } from "../(studio)/_i18n/translator";
import { aboutIn, nameOf, type Schema } from "./description";
import { Prose } from "./prose";

/** The texts of the page, passed down by the server components. */
export type Words = ReturnType<typeof translatorIn>;

const code = "font-mono text-sm";

/** A type in short: `string · date-time`, `array of Output`, `"low" | "high"`. */
export function TypeOf({ schema, t }: { schema: Schema; t: Words }) {
  const name = nameOf(schema);
  if (name) {
    return (
      <Link href={`#${name}`} className={`${code} text-accent underline underline-offset-2`}>
        {name}
      </Link>
    );
  }
  const parts = schema.anyOf ?? schema.oneOf;
  if (parts) {
    return parts.map((part, i) => (
      <span key={JSON.stringify(part)}>
        {i > 0 && ` ${t("reference.or")} `}
        <TypeOf schema={part} t={t} />
      </span>
    ));
  }
  if (schema.items) {
    return (
      <>
        {t("reference.arrayOf")} <TypeOf schema={schema.items} t={t} />
      </>
    );
  }
  return <span className={code}>{inWords(schema, t)}</span>;
}

function inWords({ type, format, enum: values, const: only, minimum, maximum, maxLength }: Schema, t: Words): string {
  if (only !== undefined) return JSON.stringify(only);
  if (values) return values.map((value) => JSON.stringify(value)).join(" | ");
  const isRange = minimum !== undefined && maximum !== undefined && maximum < 1e9;
  const range = isRange ? t("reference.range", { from: minimum, to: maximum }) : "";
  const length = maxLength ? t("reference.upTo", { n: maxLength }) : "";
  return [[type ?? t("reference.any")].flat().join(` ${t("reference.or")} `), format, range, length]
    .filter(Boolean)
    .join(" · ");
}

/** `place`: where a parameter is sent, as a sentence. */
type Field = Schema & { place?: string };
type FieldsProps = {
  schema: Schema & { properties?: Record<string, Field> };
  t: Words;
  spoken: string;
  isSent?: boolean;
};

/** The fields of an object, one row each. `isSent`: a caller sends it. */
export function Fields({ schema, t, spoken, isSent = false }: FieldsProps) {
  const fields = Object.entries(schema.properties ?? {}).map(([name, field]) => {
    const about = [aboutIn(spoken, field), field.place].filter(Boolean).join(spoken === "zh" ? "" : " ");
    return { name, field, about };
  });
  if (fields.length === 0) return null;
  return (
    <dl className="divide-y divide-line rounded-xl border border-line">
      {fields.map(({ name, field, about }) => (
        <div key={name} className="grid gap-x-6 gap-y-1 px-4 py-3 sm:grid-cols-[14rem_minmax(0,1fr)]">
          <dt className="min-w-0 break-words">
            <span className={`${code} font-semibold`}>{name}</span>
            {schema.required?.includes(name) && (
              <span className="ml-2 text-xs text-faint">{t(isSent ? "reference.required" : "reference.always")}</span>
            )}
          </dt>
          <dd className="min-w-0 text-sm break-words text-soft">
            <TypeOf schema={field} t={t} />
            {field.default !== undefined && (
              <span className="text-faint">
                {" "}
                · {t("reference.whenLeftOut", { value: JSON.stringify(field.default) })}
              </span>
            )}
            {about && (
              <p className="mt-1">
                <Prose text={about} />
              </p>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
