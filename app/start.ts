import { allServices } from "@/inngest/registry";
import { env, productionFaults } from "@/lib/env";
import { priceFault } from "@/lib/price";

/** Production with a setting that makes it unsafe does not start: one line per fault, exit 1. */
export function refuseUnsafeStart(): void {
  if (env().NODE_ENV !== "production") return;
  const faults = productionFaults(env());
  faults.push(...allServices.flatMap((service) => priceFault(service) ?? []));
  if (faults.length === 0) return;
  process.stderr.write(`${faults.join("\n")}\n`);
  process.exit(1);
}
