import { loadavg } from "node:os";
import { buildIfNeeded } from "@/cli/supervisor/build";
import { planSettings } from "@/cli/supervisor/settings";
import { endWith } from "@/cli/supervisor/startup-error";
import { measureList } from "./list";
import { type Measurement, table } from "./measurement";
import { measureFlood } from "./rate-flood";
import { measureSubmit } from "./submit";
import { measureTransfer } from "./transfer";
import { measureWatchers } from "./watchers";

/** The API's own measurements, all or by name: `node --import tsx bench/measurements/api.ts list watchers`. */
const parts: Record<string, () => Promise<Measurement[]>> = {
  list: measureList,
  watchers: measureWatchers,
  transfer: measureTransfer,
  submit: measureSubmit,
  flood: measureFlood,
};

export async function measureApi(names = Object.keys(parts)): Promise<Measurement[]> {
  const measured: Measurement[] = [];
  for (const name of names) {
    const measure = parts[name];
    if (!measure) throw new Error(`Unknown measurement "${name}": ${Object.keys(parts).join(", ")}.`);
    process.stderr.write(`${name} …\n`);
    measured.push(...(await measure()));
  }
  return measured;
}

if (process.argv[1]?.endsWith("bench/measurements/api.ts")) {
  try {
    await buildIfNeeded(planSettings({}).settings, (line) => process.stderr.write(`${line}\n`));
    const given = process.argv.slice(2);
    for (const name of given.length > 0 ? given : Object.keys(parts)) {
      const load = loadavg()[0]?.toFixed(1);
      process.stdout.write(`${table(await measureApi([name]))}\n\nLoad before: ${load}.\n\n`);
    }
    process.exit(0);
  } catch (error) {
    endWith(error);
  }
}
