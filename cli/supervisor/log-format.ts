import { stripVTControlCharacters, styleText } from "node:util";

/** One output line of a process for a person; null when it is not relevant. */

const colours = { web: "cyan", engine: "magenta", work: "yellow", sandbox: "green" } as const;
export type LogSource = keyof typeof colours;

export const coloured = () => Boolean(process.stdout.isTTY) && !process.env.NO_COLOR;
const paint = (format: Parameters<typeof styleText>[0], text: string) => (coloured() ? styleText(format, text) : text);

/** Start-up messages of Next, its request log in development, and Node's warnings about features that Next uses. */
const noise = [
  /^\s*$/,
  /^\s*▲ Next\.js/,
  /^\s*- (Local|Network|Environments|Experiments)\b/,
  /^\s*✓ (Starting|Ready|Running next\.config)/,
  /^\s*(GET|PUT|POST) \/(api\/inngest|health)\S* 2\d\d /,
  /ExperimentalWarning|--trace-warnings|--trace-deprecation/,
];

/** Fields that the prefix shows already, or that are not for people. */
const hidden = new Set([
  "time",
  "level",
  "msg",
  "message",
  "from",
  "source",
  "pid",
  "hostname",
  "name",
  "service",
  "traceId",
]);

/** `whole` keeps debug lines and stack traces, for developers. */
export function readable(line: string, whole: boolean): string | null {
  const plain = stripVTControlCharacters(line).trimEnd();
  if (noise.some((pattern) => pattern.test(plain))) return null;
  const entry = plain.startsWith("{") ? parseEntry(plain) : null;
  if (!entry) return plain;
  if (!whole && (entry.level === "debug" || entry.level === "trace")) return null;
  const message = String(entry.msg ?? entry.message ?? entry.event ?? "");
  const fields = Object.entries(entry)
    .filter(([name, value]) => !hidden.has(name) && (whole || name !== "stack") && value !== null && value !== message)
    .map(([name, value]) => paint("dim", `${name}=${typeof value === "object" ? JSON.stringify(value) : value}`));
  const text = [message, ...fields].filter(Boolean).join(" ");
  if (entry.level === "error" || entry.level === "fatal") return paint("red", text);
  return entry.level === "warn" || entry.level === "warning" ? paint("yellow", text) : text;
}

function parseEntry(line: string): Record<string, unknown> | null {
  try {
    const entry: unknown = JSON.parse(line);
    return entry !== null && typeof entry === "object" ? { ...entry } : null;
  } catch {
    return null;
  }
}

export const prefixed = (source: LogSource, text: string) => `${paint(colours[source], source.padEnd(7))} ${text}\n`;
