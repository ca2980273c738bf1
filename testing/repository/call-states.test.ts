import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "@/cli/supervisor/spawn";
import { endedCall, firstStates, type Move, moves, openStates } from "@/db/call-states";
import { stepStatuses } from "@/lib/schemas/job";

/** The table of a call's states in the code and the one in the documentation. */

const all: Move[] = Object.values(moves);
const next = (state: string) =>
  stepStatuses.filter(
    (to) => to !== state && all.some((move) => move.to === to && move.from.some((one) => one === state)),
  );

test("docs/architecture.md names each state of a call with the states that can follow it", () => {
  const text = readFileSync(join(root, "docs/architecture.md"), "utf8");
  const [table = ""] = text.split("| State | What is true | Next |\n").slice(1);
  const rows = [...(table.split("\n\n", 1)[0]?.matchAll(/^\| `(\w+)` \|.*\| ([^|]*) \|$/gm) ?? [])];
  const documented = rows.map(([, state = "", states = ""]) => [
    state,
    [...states.matchAll(/\w+/g)].map(String).sort(),
  ]);
  const inCode = stepStatuses.map((state) => [state, next(state).sort()]);
  expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(inCode));
});

test("each state is open or ended, and can be reached from the first one", () => {
  expect([...openStates, ...endedCall].sort()).toEqual([...stepStatuses].sort());
  const reached = new Set<string>(firstStates);
  for (let known = 0; known < reached.size; ) {
    known = reached.size;
    for (const { from, to } of all) if (from.some((state) => reached.has(state))) reached.add(to);
  }
  expect([...reached].sort()).toEqual([...stepStatuses].sort());
});

test("an ended call never changes, except to `skipped` when its files are gone", () => {
  const leaving = Object.entries<Move>(moves).filter(([, { from }]) => from.some((state) => endedCall.includes(state)));
  expect(leaving.map(([name]) => name)).toEqual(["setAside"]);
});
