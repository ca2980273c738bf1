import { closeDatabase } from "@/db/client";
import { createKey, revokeKey } from "@/db/keys";
import { migrateDatabase } from "@/db/migrate";
import { createSignInLink } from "@/db/sessions";

/** What database.ts runs: one verb, its answer on the standard output. */

const [verb, argument = ""] = process.argv.slice(2);

async function answer(): Promise<string> {
  if (verb === "prepare") {
    await migrateDatabase();
    return createSignInLink();
  }
  if (verb === "create-key" || verb === "create-short-key") {
    await migrateDatabase();
    const expiresAt = verb === "create-short-key" ? new Date(Date.now() + 3_600_000) : undefined;
    const { id, key } = await createKey({ name: argument, role: "user", expiresAt });
    return `${id} ${key}`;
  }
  if (verb === "revoke-key") {
    await revokeKey(argument);
    return "";
  }
  throw new Error(`Unknown verb: ${verb}`);
}

try {
  process.stdout.write(`${await answer()}\n`);
} catch (error) {
  const { message, cause } = error as Error;
  process.stderr.write(`${cause instanceof Error ? cause.message : message}\n`);
  process.exitCode = 1;
}
await closeDatabase().catch(() => {}); // it did not open, which is said already
