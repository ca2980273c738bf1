import { randomBytes } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { builtOnce, database } from "./core/client";
import { shares } from "./schema";

/** The public links of jobs: one per job, as its owner sees it again later. The token is the credential: never log it. */

export type Share = typeof shares.$inferSelect;
export type ShareOptions = Pick<Share, "title" | "board" | "download">;

/** Shares a job, or changes what its link shows; the address of an open link stays the same. */
export async function shareJob(jobId: string, options: ShareOptions): Promise<Share> {
  const db = await database();
  const token = randomBytes(32).toString("base64url");
  const [share] = await db
    .insert(shares)
    .values({ jobId, token, ...options })
    .onConflictDoUpdate({ target: shares.jobId, set: options })
    .returning();
  if (!share) throw new Error("The share could not be stored.");
  return share;
}

export async function shareOf(jobId: string): Promise<Share | undefined> {
  const db = await database();
  const [share] = await db.select().from(shares).where(eq(shares.jobId, jobId));
  return share;
}

/** Ends a job's link at once; another share of the job gets another address. */
export async function endShare(jobId: string): Promise<void> {
  const db = await database();
  await db.delete(shares).where(eq(shares.jobId, jobId));
}

const byToken = builtOnce((db) =>
  db
    .select()
    .from(shares)
    .where(eq(shares.token, sql.placeholder("token")))
    .prepare(),
);

export async function findShare(token: string): Promise<Share | undefined> {
  const [share] = await (await byToken()).all({ token });
  return share;
}
