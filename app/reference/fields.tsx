import Link from "next/link";
import { nameOf, type Schema } from "./description";

const code = "font-mono text-sm";

/** A type in short: `string · date-time`, `array of Output`, `"low" | "high"`. */
export function TypeOf({ schema }: { schema: Schema }) {
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
        {i > 0 && " or "}
        <TypeOf schema={part} />
      </span>
    ));
  }
  if (schema.items) {
    return (
      <>
        array of <TypeOf schema={schema.items} />
      </>
    );
  }
  return <span className={code}>{inWords(schema)}</span>;
}

function inWords({ type, format, enum: values, const: only, minimum, maximum, maxLength }: Schema): string {
  if (only !== undefined) return JSON.stringify(only);
  if (values) return values.map((value) => JSON.stringify(value)).join(" | ");
  const range = minimum !== undefined && maximum !== undefined && maximum < 1e9 ? `${minimum} to ${maximum}` : "";
  const length = maxLength ? `up to ${maxLength} characters` : "";
  return [[type ?? "any"].flat().join(" or "), format, range, length].filter(Boolean).join(" · ");
}

/** The fields of an object, one row each. */
export function Fields({ schema }: { schema: Schema }) {
  const fields = Object.entries(schema.properties ?? {});
  if (fields.length === 0) return null;
  return (
    <dl className="divide-y divide-line rounded-xl border border-line">
      {fields.map(([name, field]) => (
        <div key={name} className="grid gap-x-6 gap-y-1 px-4 py-3 sm:grid-cols-[14rem_minmax(0,1fr)]">
          <dt className="min-w-0 break-words">
            <span className={`${code} font-semibold`}>{name}</span>
            {schema.required?.includes(name) && <span className="ml-2 text-xs text-faint">always</span>}
          </dt>
          <dd className="min-w-0 text-sm break-words text-soft">
            <TypeOf schema={field} />
            {field.default !== undefined && (
              <span className="text-faint"> · {JSON.stringify(field.default)} when left out</span>
            )}
            {field.description && <p className="mt-1">{field.description}</p>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
