import { setTimeout as sleep } from "node:timers/promises";
import { env } from "@/lib/env";
import { isDatabaseAway } from "./errors";

const pauseMs = 500;

/**
 * Repeats idempotent work while the database is away: for three times the wait of a request (`DATABASE_WAIT_SECONDS`),
 * or until `isOver`. Then it throws the client's last error.
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
