import { familyOf, procFile } from "@/cli/process-table";
import { openHouse } from "./house";
import type { Measurement } from "./measurement";

/** From the start on a built tree to all three processes healthy, and what they hold in memory once idle. */
export async function measureStart(runs: number): Promise<Measurement[]> {
  const seconds: number[] = [];
  const megabytes: number[] = [];
  for (let run = 0; run < runs; run++) {
    const from = performance.now();
    const house = await openHouse();
    seconds.push((performance.now() - from) / 1000);
    try {
      await new Promise((resolve) => setTimeout(resolve, 10_000)); // idle: start-up work is over
      megabytes.push(memoryOf(Object.values(house.app.pids)));
    } finally {
      await house.close();
    }
  }
  return [
    { what: "built tree to web, engine and sandbox healthy", unit: "s", digits: 1, aim: 6, values: seconds },
    { what: "memory of the three processes, idle", unit: "MB", digits: 0, aim: 700, values: megabytes },
  ];
}

/** Proportional memory of processes and all their children, in MB; pages that several share count once. */
const memoryOf = (roots: number[]) => familyOf(roots).reduce((sum, pid) => sum + kilobytes(pid), 0) / 1024;

function kilobytes(pid: number): number {
  const shared = /^Pss:\s+(\d+)/m.exec(procFile(pid, "smaps_rollup"))?.[1];
  return Number(shared ?? /^VmRSS:\s+(\d+)/m.exec(procFile(pid, "status"))?.[1] ?? 0);
}
