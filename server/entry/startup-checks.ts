import { claimDatabaseFile } from "@/db/core/one-web-process";
import { whyNotWritable } from "@/db/core/writable";
import { allServices } from "@/inngest/registry";
import { env, productionFaults } from "@/lib/env";
import { routingFaults } from "@/lib/routing/faults";
import { machineFaults } from "@/lib/startup/machine";
import { serviceFaults } from "@/lib/startup/services";

/**
 * Both print one line per fault and end the process with exit code 1. `npm start` runs the same checks of settings
 * earlier; these cover a web process that is started alone.
 */

/** Stops a production start with invalid or unsafe settings. */
export function checkSettings(): void {
  endWith(settingsFaults());
}

/** Stops a web process that cannot use its database, or is the second one on a database file. */
export async function checkDatabase(): Promise<void> {
  const { nextsceneDatabaseReady } = globalThis as typeof globalThis & { nextsceneDatabaseReady?: Promise<unknown> };
  await nextsceneDatabaseReady; // where a supervisor prepares it
  const why = (env().NODE_ENV === "production" ? await whyNotWritable() : null) ?? (await claimDatabaseFile());
  endWith(why === null ? [] : [`The database of DATABASE_URL, by default in DATA_DIR, cannot be used: ${why}`]);
}

function endWith(faults: string[]): void {
  if (faults.length === 0) return;
  process.stderr.write(`${faults.join("\n")}\n`);
  process.exit(1);
}

function settingsFaults(): string[] {
  try {
    const settings = env();
    if (settings.NODE_ENV !== "production") return [];
    const ofServices = allServices.flatMap((service) => serviceFaults(service));
    return [...productionFaults(settings), ...machineFaults(settings), ...ofServices, ...routingFaults()];
  } catch (error) {
    return [(error as Error).message];
  }
}
