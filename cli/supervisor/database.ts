import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { programArguments } from "./programs";
import type { Settings } from "./settings";
import { root } from "./spawn";
import { CannotStart } from "./startup-error";

/**
 * The supervisor's access to the database, in a separate process: settings and the open database belong to a process,
 * and one process may start several copies of the app (tests, measurements).
 */

async function run(settings: Settings, ...args: string[]): Promise<string> {
  const given = { cwd: root, env: settings as NodeJS.ProcessEnv };
  try {
    const command = [...programArguments("database-command"), ...args];
    const { stdout } = await promisify(execFile)(process.execPath, command, given);
    return stdout.trim();
  } catch (error) {
    // The last line is the reason. The command line is left out, since it may contain a token.
    const reason = String((error as { stderr?: unknown }).stderr ?? error)
      .trim()
      .split("\n")
      .at(-1);
    throw new CannotStart(`The database of DATABASE_URL, by default in DATA_DIR, cannot be used: ${reason}`);
  }
}

/** Applies the migrations, creates the first key and makes a sign-in link. */
export const prepareDatabase = (settings: Settings) => run(settings, "prepare");

/** A sign-in link to a running app. */
export const newSignInLink = (settings: Settings) => run(settings, "link");

/** A permanent key, or one for an hour for commands that use an app on this machine. */
export const createApiKey = (settings: Settings, name: string, role: "admin" | "user" = "user") =>
  create(settings, "create-key", name, role);
export const createShortKey = (settings: Settings, name: string) => create(settings, "create-short-key", name, "user");

/** One line per key. */
export const listApiKeys = (settings: Settings) => run(settings, "list-keys");
/** The new key; empty when the key does not exist, or is revoked. */
export const rotateApiKey = (settings: Settings, id: string, graceSeconds: number) =>
  run(settings, "rotate-key", id, String(graceSeconds));
/** A link that signs one browser in with this key; empty when the key does not exist, or is revoked. */
export const linkApiKey = (settings: Settings, id: string) => run(settings, "link-key", id);
/** A sentence about what was done; empty when the key does not exist. */
export const revokeKey = (settings: Settings, id: string) => run(settings, "revoke-key", id);

async function create(settings: Settings, verb: string, name: string, role: string) {
  const [id = "", key = ""] = (await run(settings, verb, name, role)).split(" ");
  return { id, key };
}
