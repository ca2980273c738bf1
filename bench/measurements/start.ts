import { startApp } from "@/testing/app";
import { memory } from "./load";
import type { Measurement } from "./measurement";

/** The time from the start of a built tree until all processes are healthy, and their memory once idle. */
export async function measureStart(runs: number): Promise<Measurement[]> {
  const seconds: number[] = [];
  const megabytes: number[] = [];
  for (let run = 0; run < runs; run++) {
    const from = performance.now();
    const testApp = await startApp();
    seconds.push((performance.now() - from) / 1000);
    try {
      await new Promise((resolve) => setTimeout(resolve, 10_000)); // until the start-up work is over
      megabytes.push(memory(testApp));
    } finally {
      await testApp.close();
    }
  }
  return [
    { what: "built tree to web, engine and sandbox healthy", unit: "s", digits: 1, aim: 6, values: seconds },
    { what: "memory of all processes, idle", unit: "MB", digits: 0, aim: 700, values: megabytes },
  ];
}
