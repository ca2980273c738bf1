import { closeDatabase } from "@/db/core/client";
import { migrateDatabase } from "@/db/core/migrate";
import { claimDatabaseFile } from "@/db/core/one-web-process";
import { createKey, findKeyRow, type KeyRow, listKeys, revokeKey, rotateKey } from "@/db/keys";
import { createLinkFor, createSignInLink } from "@/db/sessions";

/** The process that database.ts runs: one command, with its answer on standard output. */

const [verb, argument = "", more = ""] = process.argv.slice(2);

async function answer(): Promise<string> {
  if (verb === "prepare") {
    const fault = await claimDatabaseFile(); // released when this process exits: the web process claims it next
    if (fault) throw new Error(fault);
  }
  await migrateDatabase();
  if (verb === "prepare" || verb === "link") return createSignInLink();
  if (verb === "create-key" || verb === "create-short-key") {
    const expiresAt = verb === "create-short-key" ? new Date(Date.now() + 3_600_000) : undefined;
    const { id, key } = await createKey({ name: argument, role: more === "admin" ? "admin" : "user", expiresAt });
    return `${id} ${key}`;
  }
  if (verb === "link-key") return (await createLinkFor(argument)) ?? "";
  if (verb === "list-keys") return (await listKeys({ limit: 1000 })).map(line).join("\n");
  if (verb === "rotate-key") return (await rotateKey(argument, Number(more))) ?? "";
  if (verb === "revoke-key") {
    if (!(await findKeyRow(argument))) return "";
    await revokeKey(argument);
    return `${argument} is revoked.`;
  }
  throw new Error(`Unknown verb: ${verb}`);
}

function line({ id, role, name, createdAt, lastUsedAt, revokedAt, expiresAt }: KeyRow): string {
  const minute = (time: Date) => time.toISOString().slice(0, 16).replace("T", " ");
  const over = expiresAt && expiresAt.getTime() <= Date.now();
  const state = revokedAt ? "revoked" : over ? "expired" : lastUsedAt ? `used ${minute(lastUsedAt)}` : "never used";
  return [id, role.padEnd(5), minute(createdAt), state.padEnd(21), name].join("  ");
}

try {
  process.stdout.write(`${await answer()}\n`);
} catch (error) {
  const { message, cause } = error as Error;
  process.stderr.write(`${cause instanceof Error ? cause.message : message}\n`);
  process.exitCode = 1;
}
await closeDatabase().catch(() => {}); // a failure to open is reported above
