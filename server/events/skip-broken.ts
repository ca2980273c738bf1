import { isDatabaseAway } from "@/db/core/errors";
import { log } from "@/lib/log";

const logged = new Set<string>();

/**
 * What `read` returns; undefined if it fails for another reason than the database, for example because of a row of a later
 * version: reading that again would not help, and must not hold up the other events. Logs the failure of an `id` once.
 */
export async function unlessBroken<T>(read: () => Promise<T>, id?: string): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    if (id && !logged.has(id)) log("error", "The events of a job or batch cannot be shown.", { id, error });
    if (id) logged.add(id);
    return undefined;
  }
}
