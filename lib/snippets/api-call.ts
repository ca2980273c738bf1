/** A request to the API that a person takes home as code. */
export type ApiCall = {
  /** The address of Nextscene, which may have a path. */
  url: string;
  method: string;
  path: string;
  body?: unknown;
  /** Flags of curl alone: `-N` for a stream, `-o` for a file. */
  flags?: string;
};

/** The name of the variable that has the key: code is pasted into files, where a key must not be. */
export const keyVariable = "NEXTSCENE_API_KEY";

export const startsJob = ({ method, path }: ApiCall): boolean => method === "POST" && path === "/v1/generate";

/** Whether a request names files of this server, which programs elsewhere have to upload themselves. */
export const namesUploads = ({ body }: ApiCall): boolean => JSON.stringify(body ?? null).includes('"asset:');

/** A JSON value in a language that differs in the words for null and booleans, and in how it writes keys. */
export function literal(
  value: unknown,
  words: { none: string; yes: string; no: string; key: (name: string) => string },
  indent = "",
): string {
  if (value === null || value === undefined) return words.none;
  if (typeof value === "boolean") return value ? words.yes : words.no;
  if (typeof value !== "object") return JSON.stringify(value);
  const inner = `${indent}  `;
  const parts = Array.isArray(value)
    ? value.map((one) => literal(one, words, inner))
    : Object.entries(value)
        .filter(([, one]) => one !== undefined)
        .map(([name, one]) => `${words.key(name)}: ${literal(one, words, inner)}`);
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  return parts.length === 0
    ? `${open}${close}`
    : `${open}\n${parts.map((part) => `${inner}${part},\n`).join("")}${indent}${close}`;
}
