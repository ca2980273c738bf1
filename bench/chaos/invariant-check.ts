import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { TestApp } from "@/testing/app";
import { sandboxOf } from "@/testing/sandbox-admin";
import { withCalls } from "./call-of";
import { type Counted, isMissed } from "./counted";
import { readDatabase, readMedia } from "./evidence";
import { count } from "./targets";

/** Checks every invariant of an app that has come to rest. `asked`: the ids of all its jobs. */
export async function wrongIn(testApp: TestApp, asked: string[]): Promise<Counted[]> {
  const file = join(testApp.dataDir, "nextscene.db");
  const until = Date.now() + 120_000;
  for (;;) {
    const remembered = await readDatabase(file);
    const { submits, auditEvents } = await sandboxOf(testApp).log();
    const evidence = {
      ...remembered,
      ...readMedia(join(testApp.dataDir, "media")),
      submits: withCalls(submits, remembered.calls),
      auditEvents,
      kills: null,
      prices: {},
      people: null,
      told: testApp.receiver.told(),
    };
    const wrong = count(asked, evidence).filter(isMissed);
    if (wrong.length === 0 || Date.now() > until) return wrong;
    await sleep(250);
  }
}
