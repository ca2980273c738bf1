import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Settings } from "./settings";
import { CannotStart } from "./startup-error";

/**
 * The supervisor's hand in the database, as a process of its own: settings and the open database belong to a process, and
 * one process may start several copies of the app (tests, measurements).
 */

const script = fileURLToPath(new URL("./database-command.ts", import.meta.url));
const root = fileURLToPath(new URL("../..", import.meta.url));

async function run(settings: Settings, ...args: string[]): Promise<string> {
  const given = { cwd: root, env: settings as NodeJS.ProcessEnv };
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", script, ...args], given);
    return stdout.trim();
  } catch (error) {
    // The last line is the reason; the address is not repeated, since a token may stand in it.
    const reason = String((error as { stderr?: unknown }).stderr ?? error)
      .trim()
      .split("\n")
      .at(-1);
    throw new CannotStart(`The database of DATABASE_URL, by default in DATA_DIR, cannot be used: ${reason}`);
  }
}

/** Applies the migrations, sees to the first key and makes a sign-in link. */
export const prepareDatabase = (settings: Settings) => run(settings, "prepare");

/** A sign-in link to an app that runs. */
export const newSignInLink = (settings: Settings) => run(settings, "link");

/** A key that stays until it is revoked, or for an hour: for a command that uses an app on this machine. */
export const createApiKey = (settings: Settings, name: string, role: "admin" | "user" = "user") =>
  create(settings, "create-key", name, role);
export const createShortKey = (settings: Settings, name: string) => create(settings, "create-short-key", name, "user");

/** A line per key. */
export const listApiKeys = (settings: Settings) => run(settings, "list-keys");
/** The new text; empty when there is no such key, or it works no more. */
export const rotateApiKey = (settings: Settings, id: string, graceSeconds: number) =>
  run(settings, "rotate-key", id, String(graceSeconds));
/** A link that signs one browser in with this key; empty likewise. */
export const linkApiKey = (settings: Settings, id: string) => run(settings, "link-key", id);
/** What was done, as a sentence; empty when there is no such key. */
export const revokeKey = (settings: Settings, id: string) => run(settings, "revoke-key", id);

async function create(settings: Settings, verb: string, name: string, role: string) {
  const [id = "", key = ""] = (await run(settings, verb, name, role)).split(" ");
  return { id, key };
}
