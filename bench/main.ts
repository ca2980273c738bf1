import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { buildIfNeeded } from "@/cli/build";
import { endWith } from "@/cli/cannot-start";
import { between, readmeFile } from "@/cli/docs";
import { onInterrupt } from "@/cli/interrupts";
import { planSettings } from "@/cli/settings";
import { measureApi } from "./api";
import { measureFilm } from "./film";
import { table } from "./measurement";
import { measureOverhead } from "./overhead";
import { measureStart } from "./start";

/** `npm run bench`: prints a table; with `--write` it goes into the README. `--runs` of each, the median counts. */

const { values } = parseArgs({
  options: { runs: { type: "string", default: "3" }, write: { type: "boolean", default: false } },
});
const runs = Math.max(1, Number(values.runs) || 3);
onInterrupt(() => process.exit(130));

try {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  await buildIfNeeded(planSettings({}).settings, say);
  say("start and memory …");
  const start = await measureStart(runs);
  say("what Nextscene adds …");
  const overhead = await measureOverhead(Math.max(runs, 5));
  say("films …");
  const film = await measureFilm(runs);
  const api = await measureApi();
  const machine = `Node ${process.version}, ${cpus().length} cores: ${cpus()[0]?.model.trim() || "unknown"}.`;
  const figures = `${table([film, overhead, ...start, ...api])}\n\n${machine}`;
  process.stdout.write(`${figures}\n`);
  if (values.write) writeFileSync(readmeFile, between(readFileSync(readmeFile, "utf8"), "figures", `\n${figures}\n`));
  process.exit(0);
} catch (error) {
  endWith(error);
}
