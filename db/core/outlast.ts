import { setTimeout as sleep } from "node:timers/promises";
import { env } from "@/lib/env";
import { isDatabaseAway } from "./errors";

const pauseMs = 500;

/**
 * Does something that may be done twice, again and again while the database is away: for three times as long as a request
 * waits for it (30 s), or until `isOver`. Then it fails with what the database's client said last.
 */
export async function outlast<T>(work: () => Promise<T>, isOver = () => false): Promise<T> {
  const until = Date.now() + 3_000 * env().DATABASE_WAIT_SECONDS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isDatabaseAway(error) || isOver() || Date.now() >= until) throw error;
      await sleep(pauseMs);
    }
  }
}
