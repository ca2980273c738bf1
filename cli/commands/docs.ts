import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { allWorkflows } from "@/inngest/registry";
import { envSchema, settingGroups } from "@/lib/env";
import * as providers from "@/lib/providers";
import { root } from "../supervisor/spawn";

/** `npm run docs`: writes the generated parts of the README between their markers. */

export const readmeFile = join(root, "README.md");

/** One table per group of settings, from the schema that reads them. */
const settingsTables = () => settingGroups.map((group) => `### ${group}\n\n${settingsTable(group)}`).join("\n\n");

function settingsTable(wanted: string): string {
  const rows = Object.entries(envSchema.shape).flatMap(([name, schema]) => {
    const { description = "", group } = schema.meta() ?? {};
    if (group !== wanted) return [];
    const preset = z.safeParse(schema, undefined).data;
    return [`| \`${name}\` | ${preset ? `\`${preset}\`` : ""} | ${description.replaceAll("|", "\\|")} |`];
  });
  return ["| Setting | Default | |", "|---|---|---|", ...rows].join("\n");
}

/** Replaces the text between `<!-- name -->` and `<!-- /name -->`. */
export function between(text: string, name: string, content: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(open), text.indexOf(close)];
  if (from < 0 || to < from) throw new Error(`README.md has no ${open} … ${close}`);
  return `${text.slice(0, from + open.length)}\n${content}\n${text.slice(to)}`;
}

/** A frame of what a model makes, where there is one. */
function frameOf(model: string): string {
  const sample = `public/samples/${model}.webp`;
  return existsSync(join(root, sample)) ? `<img src="${sample}" width="120" alt="">` : "";
}

/** All values of `model`, from the registry. */
function modelsTable(): string {
  const rows = allWorkflows.map(
    ({ model, title, description }) => `| ${frameOf(model)} | \`${model}\` | ${title} | ${description} |`,
  );
  return ["| | `model` | | |", "|---|---|---|---|", ...rows].join("\n");
}

/** Who can fill the roles with the key of a vendor, and what each description was checked against. */
function providersTable(): string {
  const rows = Object.values(providers)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id, title, api, endpoints, source }) => {
      const roles = [...new Set(endpoints.map(({ role }) => `\`${role.id}\``))].join(", ");
      return `| \`${id}\` | ${title} | \`${api.setting}\` | ${roles} | ${source} |`;
    });
  return ["| Provider | | Key | Roles | Checked against |", "|---|---|---|---|---|", ...rows].join("\n");
}

/** The up-to-date README; tables have blank lines around them, as Markdown requires. */
export const generated = (readme: string) =>
  [
    ["settings", settingsTables()],
    ["models", modelsTable()],
    ["providers", providersTable()],
  ].reduce((text, [name = "", content]) => between(text, name, `\n${content}\n`), readme);

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  writeFileSync(readmeFile, generated(readFileSync(readmeFile, "utf8")));
}
