import { z } from "zod";

/** What a person reads of a value that a schema refuses, in place of zod's own words. A schema's own message comes first. */

/** The message of a field that is missing. */
export const isRequired = "This field is required.";

const names: Record<string, string> = {
  ...{ string: "text", number: "a number", int: "a whole number", boolean: "true or false", bigint: "a whole number" },
  ...{ array: "a list", object: "an object", record: "an object", null: "null", date: "a date" },
};
const formats: Record<string, string> = {
  ...{ url: "a web address, such as https://example.com/a.jpg", email: "an email address", uuid: "an id (UUID)" },
  ...{ datetime: "a time, such as 2026-01-31T12:00:00Z", date: "a date, such as 2026-01-31", time: "a time of day" },
  ...{ ipv4: "an IPv4 address", ipv6: "an IPv6 address", base64: "base64", json_string: "JSON" },
};

type Issue = Parameters<z.core.$ZodErrorMap>[0];

/** Says what to give; undefined leaves it to zod. */
export function plainWords(issue: Issue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      if (issue.input === undefined) return isRequired;
      return `Give ${names[issue.expected] ?? issue.expected}, not ${kindOf(issue.input)}.`;
    case "invalid_value":
      return issue.input === undefined ? isRequired : `Give ${oneOf(issue.values.map(String))}.`;
    case "too_big":
      return sized(issue.origin, issue.maximum, issue.exact ? "exactly" : issue.inclusive ? "at most" : "less than");
    case "too_small":
      if (issue.minimum === 1 && (issue.input === "" || (Array.isArray(issue.input) && issue.input.length === 0)))
        return "This must not be empty.";
      return sized(issue.origin, issue.minimum, issue.exact ? "exactly" : issue.inclusive ? "at least" : "more than");
    case "invalid_format":
      if (issue.format === "regex") return `Give text that matches ${issue.pattern}.`;
      if (issue.format === "starts_with") return `Give text that begins with "${issue.prefix}".`;
      return formats[issue.format] && `Give ${formats[issue.format]}.`;
    case "not_multiple_of":
      return `Give a multiple of ${issue.divisor}.`;
    case "unrecognized_keys":
      return `Unknown field${issue.keys.length > 1 ? "s" : ""} ${issue.keys.map((key) => `"${key.slice(0, 100)}"`).join(", ")}.`;
    case "invalid_union":
      return issue.input === undefined ? isRequired : formsOf(issue);
    default:
      return undefined;
  }
}

/** Makes these the words of every schema in this process. */
z.config({ customError: plainWords });

function kindOf(input: unknown): string {
  if (input === null) return "null";
  if (Array.isArray(input)) return "a list";
  if (typeof input === "boolean") return String(input);
  // A number that is not whole, or not finite.
  return typeof input === "number" ? String(input) : (names[typeof input] ?? typeof input);
}

const units: Record<string, string> = { string: "character", array: "item", set: "item", file: "byte" };

function sized(origin: string, size: number | bigint, than: string): string {
  const unit = units[origin];
  const entry = unit ? ` ${unit}${Number(size) === 1 ? "" : "s"}` : "";
  return `Give ${than} ${size}${entry}.`;
}

const oneOf = (values: string[]) => (values.length === 1 ? `"${values[0]}"` : `one of ${values.join(", ")}`);

/** What each form of a union lacks. */
function formsOf({ errors, discriminator }: Extract<Issue, { code: "invalid_union" }>): string {
  const ways = errors.map((faults) =>
    faults.map(({ path, message }) => (path.length > 0 ? `${path.join(".")}: ${message}` : message)).join(" "),
  );
  const different = [...new Set(ways.filter(Boolean))].slice(0, 3);
  if (different.length === 0)
    return discriminator ? `"${discriminator}" names no known kind.` : "This has no known form.";
  return different.length === 1 ? String(different[0]) : `This has none of the known forms. ${different.join(" Or: ")}`;
}
