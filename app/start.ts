import { env, productionFaults } from "@/lib/env";

/** Production with a setting that makes it unsafe does not start: one line per fault, exit 1. */
export function refuseUnsafeStart(): void {
  if (env().NODE_ENV !== "production") return;
  const faults = productionFaults(env());
  if (faults.length === 0) return;
  process.stderr.write(`${faults.join("\n")}\n`);
  process.exit(1);
}
