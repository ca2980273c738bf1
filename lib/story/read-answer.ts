import { z } from "zod";
import { withoutThoughts } from "../scenes/plain-answer";

/** Reads the JSON of a language model's answer, which may have thoughts, prose or a code fence around it. */

export type Read<T> = { value: T; fault?: undefined } | { value?: undefined; fault: string };

/** The most characters of an answer that are read. */
const longestAnswer = 400_000;
const mostFaults = 5;

/** `mend` corrects the parsed JSON before its schema is applied. */
export function readAnswer<S extends z.ZodType>(
  schema: S,
  text: string,
  mend: (json: unknown) => unknown = (json) => json,
): Read<z.output<S>> {
  const { answer, open } = withoutThoughts(text.slice(0, longestAnswer));
  const json = jsonIn(answer) ?? jsonIn(open);
  if (!json) return { fault: "The answer has no JSON object." };
  const parsed = schema.safeParse(mend(json.value));
  return parsed.success ? { value: parsed.data } : { fault: faultsOf(parsed.error) };
}

/** The outermost object of a text. */
function jsonIn(text: string): { value: unknown } | null {
  const [from, to] = [text.indexOf("{"), text.lastIndexOf("}")];
  if (from < 0 || to < from) return null;
  try {
    return { value: JSON.parse(text.slice(from, to + 1)) };
  } catch {
    return null;
  }
}

/** "shots.3.duration: Too big. …" */
const faultsOf = ({ issues }: z.ZodError) =>
  issues
    .slice(0, mostFaults)
    .map(({ path, message }) => `${path.join(".") || "The answer"}: ${message.replace(/[^.]$/, "$&.")}`)
    .join(" ");

/** Keywords that not every provider accepts in the schema of an answer. */
const bounds = /^((min|max)(Length|Items)|(exclusiveM|m)(in|ax)imum|pattern|format|title|\$schema)$/;

/** A schema as every provider accepts it: without bounds, which `readAnswer` checks. */
export function answerSchema(schema: z.ZodType): Record<string, unknown> {
  return plain(z.toJSONSchema(schema, { io: "output" })) as Record<string, unknown>;
}

const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, of]) => typeof of === "object" || !bounds.test(name)) // a property may be named so
      .map(([name, of]) => [name, plain(of)]),
  );
};
