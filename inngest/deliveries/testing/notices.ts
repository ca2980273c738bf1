import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { vi } from "vitest";
import type { Language } from "@/lib/schemas/notify";
import { startMailServer } from "@/testing/mail-server";
import { startSlack } from "@/testing/slack-server";

/** What the tests of notifications share: a real database and disk, a real SMTP server, and a stand-in for Slack. */
export async function openNotices(settings: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "nextscene-notify-"));
  const [mails, slack] = await Promise.all([startMailServer(), startSlack()]);
  const own = { DATA_DIR: folder, PUBLIC_URL: "https://films.example.com", SMTP_URL: mails.url };
  const all = { ...own, MAIL_FROM: "Films <films@example.com>", SLACK_WEBHOOK_URL: slack.url, ...settings };
  for (const [name, value] of Object.entries(all)) vi.stubEnv(name, value);
  const { migrateDatabase } = await import("@/db/core/migrate");
  await migrateDatabase();
  const close = async () => {
    slack.close();
    const { closeDatabase } = await import("@/db/core/client");
    await closeDatabase();
    await mails.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { mails, slack, close };
}

export async function newKey(language: Language = "en") {
  const { createKey } = await import("@/db/keys");
  return (await createKey({ name: "Ada's <films>", role: "user", language })).id;
}

export async function attempt(id: string, round = 0) {
  const { attemptDelivery } = await import("../deliver-webhook");
  return attemptDelivery(id, round);
}
export async function look(id: string) {
  const { attemptsOf, findDelivery } = await import("@/db/deliveries");
  const delivery = await findDelivery(id);
  return { ...delivery, attempts: await attemptsOf(id) };
}
/** Ends the minute in which a key may send no further message, and makes waiting deliveries due. */
export async function minuteIsOver() {
  const { database } = await import("@/db/core/client");
  const { deliveries, requestMinutes } = await import("@/db/schema");
  const db = await database();
  await db.update(requestMinutes).set({ endsAt: new Date(0) });
  await db.update(deliveries).set({ nextAttemptAt: new Date(0) });
}
/** A stored picture of the key. */
export async function storedPicture(keyId: string): Promise<string> {
  const { hashFile, prepareFile, storeFile, temporaryFile } = await import("../../assets/store-file");
  const { path } = temporaryFile();
  await sharp({ create: { width: 900, height: 600, channels: 3, background: "#c25" } })
    .png()
    .toFile(path);
  const prepared = await prepareFile(path, { keyId, sha256: await hashFile(path) });
  return (await storeFile(path, prepared, { keyId })).asset.id;
}
