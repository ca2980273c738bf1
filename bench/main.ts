import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { between, readmeFile } from "@/cli/commands/docs";
import { buildIfNeeded } from "@/cli/supervisor/build";
import { onInterrupt } from "@/cli/supervisor/interrupts";
import { planSettings } from "@/cli/supervisor/settings";
import { CannotStart, endWith } from "@/cli/supervisor/startup-error";
import { measureApi } from "./measurements/api";
import { measureBatch } from "./measurements/batch";
import { measureDurability } from "./measurements/durability";
import { measureFilm } from "./measurements/film";
import { measureComposition, measureLocalWork } from "./measurements/local-work";
import { measureMatting } from "./measurements/matting";
import { type Measurement, table } from "./measurements/measurement";
import { measureOrchestration } from "./measurements/orchestration";
import { measureOverhead } from "./measurements/overhead";
import { measureShowcase } from "./measurements/showcase";
import { measureStart } from "./measurements/start";
import { measureTalkingHead } from "./measurements/talking-head";
import { measureWhole } from "./measurements/whole-film";

/**
 * `npm run bench` prints a table; `--write` puts it into the README. `--runs` sets the number of runs, of which the
 * median counts. `--only` selects a measurement by name.
 */

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "3" },
    only: { type: "string" },
    write: { type: "boolean", default: false },
  },
});
const runs = Math.max(1, Number(values.runs) || 3);

const measurements: Record<string, () => Promise<Measurement[]>> = {
  film: () => measureFilm(runs),
  overhead: async () => [await measureOverhead(Math.max(runs, 5))],
  whole: () => measureWhole(runs),
  orchestration: () => measureOrchestration(runs),
  start: () => measureStart(runs),
  durability: () => measureDurability(runs),
  local: measureLocalWork,
  compose: () => measureComposition(runs),
  "talking-head": () => measureTalkingHead(runs),
  showcase: () => measureShowcase(runs),
  matting: measureMatting,
  batch: measureBatch,
  api: measureApi,
};

onInterrupt(() => process.exit(130));

try {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  await buildIfNeeded(planSettings({}).settings, say);
  const found: Measurement[] = [];
  for (const [name, measure] of Object.entries(measurements)) {
    if (values.only && values.only !== name) continue;
    say(`${name} …`);
    found.push(...(await measure()));
  }
  if (found.length === 0) throw new CannotStart(`--only takes one of ${Object.keys(measurements).join(", ")}.`);
  const machine = `Node ${process.version}, ${cpus().length} cores: ${cpus()[0]?.model.trim() || "unknown"}.`;
  const figures = `${table(found)}\n\n${machine}`;
  process.stdout.write(`${figures}\n`);
  if (values.write) writeFileSync(readmeFile, between(readFileSync(readmeFile, "utf8"), "figures", `\n${figures}\n`));
  process.exit(0);
} catch (error) {
  endWith(error);
}
