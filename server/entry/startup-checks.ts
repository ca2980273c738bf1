import { claimDatabaseFile } from "@/db/core/one-web-process";
import { whyNotWritable } from "@/db/core/writable";
import { allServices } from "@/inngest/registry";
import type { Role } from "@/lib/define-role";
import { type Env, env, productionFaults } from "@/lib/env";
import * as roles from "@/lib/roles";
import { roleFaults } from "@/lib/routing/entries";
import { machineFaults } from "@/lib/startup/machine";
import { serviceFaults } from "@/lib/startup/services";

/**
 * Stops a production start with invalid or unsafe settings: prints one line per fault, exit code 1. `npm start` runs the same
 * checks earlier; these cover a web process that is started alone. Also stops a second web process on one database file.
 */
export async function checkStartup(): Promise<void> {
  const faults = await findFaults();
  if (faults.length === 0) return;
  process.stderr.write(`${faults.join("\n")}\n`);
  process.exit(1);
}

async function findFaults(): Promise<string[]> {
  let settings: Env;
  try {
    settings = env();
  } catch (error) {
    return [(error as Error).message];
  }
  if (settings.NODE_ENV !== "production") return databaseFaults(claimDatabaseFile);
  const ofServices = allServices.flatMap((service) => serviceFaults(service));
  const ofRoles = Object.values(roles).flatMap((role: Role) => roleFaults(role));
  const faults = [...productionFaults(settings), ...machineFaults(settings), ...ofServices, ...ofRoles];
  return faults.length > 0
    ? faults
    : databaseFaults(async () => (await whyNotWritable()) ?? (await claimDatabaseFile()));
}

async function databaseFaults(check: () => Promise<string | null>): Promise<string[]> {
  const why = await check();
  return why === null ? [] : [`The database of DATABASE_URL, by default in DATA_DIR, cannot be used: ${why}`];
}
