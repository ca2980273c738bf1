import { join } from "node:path";
import { migrate } from "drizzle-orm/libsql/migrator";
import { database } from "./client";

/** Brings the database to the newest schema. Run by one process only, before the others start. */
export async function migrateDatabase(folder = join(process.cwd(), "db/migrations")): Promise<void> {
  await migrate(await database(), { migrationsFolder: folder });
}
