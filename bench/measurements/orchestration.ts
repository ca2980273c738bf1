import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { makeBareTree } from "./bare-tree";
import type { Load } from "./load";
import { type Measurement, median } from "./measurement";
import type { Orchestration } from "./orchestration-run";

/**
 * The cost between the calls: films with the shape of `next-scene` whose services answer at once without media,
 * including the ledger, the database, the engine and all HTTP. The product's services return media, so the bench adds
 * two services of its own, in a copy of the tree.
 */
export async function measureOrchestration(runs: number, queued = 1000): Promise<Measurement[]> {
  const args = [
    "--import",
    "tsx",
    "bench/measurements/orchestration-run.ts",
    "--runs",
    String(runs),
    "--queued",
    String(queued),
  ];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: makeBareTree(), timeout: 900_000 });
  const found: Orchestration = JSON.parse(stdout.trim().split("\n").pop() ?? "");
  const floor = { one: median(found.floor.one), many: median(found.floor.many) };
  const perSecond = ({ films, seconds }: Load) => films / seconds;
  const many = median(found.many.map(perSecond));
  const processor = (load: Load, name: string) => load.processor[name] ?? 0;
  const rounds = found.memory;
  const [firstRound = 0, lastRound = 0] = [rounds[0], rounds.at(-1)];
  return [
    {
      what: "one bare film, submit to webhook",
      unit: "ms",
      digits: 0,
      aim: 60,
      values: found.one,
      beside: `bare HTTP ${floor.one.toFixed(1)} ms: ${(median(found.one) / floor.one).toFixed(1)} ×`,
    },
    {
      what: "bare films a second, 100 at once",
      unit: "/s",
      digits: 1,
      aim: 25,
      atLeast: true,
      values: found.many.map(perSecond),
      beside: `bare HTTP ${floor.many.toFixed(0)}/s: ${(floor.many / many).toFixed(1)} ×`,
    },
    {
      what: "processor time of a bare film, web process",
      unit: "ms",
      digits: 0,
      aim: 40,
      values: found.many.map((load) => processor(load, "web")),
      beside: `engine ${median(found.many.map((load) => processor(load, "engine"))).toFixed(0)} ms`,
    },
    {
      what: `time per bare film, ${queued} queued at once against 100`,
      unit: "×",
      digits: 2,
      aim: 1.5,
      values: found.queued.map((load) => many / perSecond(load)),
      beside: `${median(found.queued.map(perSecond)).toFixed(1)} films a second`,
    },
    {
      what: `memory of all processes after ${rounds.length * queued} bare films, against ${queued}`,
      unit: "×",
      digits: 2,
      aim: 1.25,
      values: [lastRound / firstRound],
      beside: `${rounds.map((each) => each.toFixed(0)).join(", ")} MB`,
    },
  ];
}
