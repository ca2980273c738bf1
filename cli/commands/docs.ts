import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { allWorkflows } from "@/inngest/registry";
import { envSchema } from "@/lib/env";
import { root } from "../supervisor/spawn";

/** `npm run docs`: writes into the README what is known elsewhere, between its markers. */

export const readmeFile = join(root, "README.md");

/** The configuration table, from the schema that reads the settings. */
function settingsTable(): string {
  const rows = Object.entries(envSchema.shape).map(([name, schema]) => {
    const { description = "" } = schema.meta() ?? {};
    const preset = z.safeParse(schema, undefined).data;
    return `| \`${name}\` | ${preset ? `\`${preset}\`` : ""} | ${description.replaceAll("|", "\\|")} |`;
  });
  return ["| Setting | Default | |", "|---|---|---|", ...rows].join("\n");
}

/** The text with what stands between `<!-- name -->` and `<!-- /name -->` replaced. */
export function between(text: string, name: string, content: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(open), text.indexOf(close)];
  if (from < 0 || to < from) throw new Error(`README.md has no ${open} … ${close}`);
  return `${text.slice(0, from + open.length)}\n${content}\n${text.slice(to)}`;
}

/** Everything a caller can name as `model`, from the registry. */
function modelsTable(): string {
  const rows = allWorkflows.map(({ model, title, description }) => `| \`${model}\` | ${title} | ${description} |`);
  return ["| `model` | | |", "|---|---|---|", ...rows].join("\n");
}

/** The README as it should be: blank lines around the tables, as Markdown wants them. */
export const generated = (readme: string) =>
  between(between(readme, "settings", `\n${settingsTable()}\n`), "models", `\n${modelsTable()}\n`);

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  writeFileSync(readmeFile, generated(readFileSync(readmeFile, "utf8")));
}
