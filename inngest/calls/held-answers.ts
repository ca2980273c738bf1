import { createHash } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Call, findCall } from "@/db/calls";
import { isDatabaseAway } from "@/db/core/errors";
import { outlast } from "@/db/core/outlast";
import type { AnyService } from "@/lib/define-service";
import { env } from "@/lib/env";
import { isMadeFor } from "@/lib/http/callback-url";
import { log } from "@/lib/log";
import { hint } from "../event-outbox";
import { makerOf } from "../registry";
import { wakeInlineWaiter } from "./inline-waiters";
import { receiveWebhook, type WebhookBody } from "./receive-webhook";
import { keepAnswer } from "./record-answer";

/**
 * Services' answers that arrive while the database is unreachable. A service may send a webhook only once, and its work is
 * paid, so each answer is a file in DATA_DIR until the database has it. Storing one twice changes nothing.
 */

/** `token`: of the webhook; null for the response to our own request. `bytes`: base64. */
type Answer = { callId: string; token: string | null; bytes: string; isWhole: boolean; encoding?: string };
type Outcome = Awaited<ReturnType<typeof receiveWebhook>>;

const most = { files: 1000, bytes: 256 * 1024 * 1024 };
/** After this time the webhook gets its answer, even if the database has not responded. */
const databaseWaitMs = 1_000;

/** Stores a webhook in the inbox and wakes the call. "held": the database is unreachable, so a file holds the webhook. */
export async function takeOrHold(
  callId: string,
  token: string,
  read: () => Promise<WebhookBody>,
): Promise<Outcome | "held"> {
  let reading: Promise<WebhookBody> | undefined;
  const body = () => (reading ??= read()); // the stream can be read only once
  let held = false;
  const taking = outlast(
    () => take(callId, token, body),
    () => held,
  );
  taking.catch(() => {}); // the race below reports an error, or the file holds the answer
  const outcome = await Promise.race([taking, sleep(databaseWaitMs, undefined, { ref: false })]);
  if (outcome) return outcome;
  // The database cannot verify the token now, so only hold answers whose token this installation has signed.
  if (!isMadeFor(callId, token)) return taking;
  const { bytes, ...how } = await body();
  if (!(await hold({ callId, token, bytes: Buffer.from(bytes).toString("base64"), ...how }))) return taking;
  held = true;
  return "held";
}

/** Stores a service's response. Returns the call's row, or null if the row has changed and the caller must read it. */
export async function keepResponse(call: Call, service: AnyService, text: string): Promise<Call | null> {
  const take = () => keepAnswer(call, service, text);
  try {
    return (await take()) === "taken" ? call : null;
  } catch (error) {
    if (!isDatabaseAway(error)) throw error;
    await hold({ callId: call.id, token: null, bytes: Buffer.from(text).toString("base64"), isWhole: true });
    return (await outlast(take)) === "taken" ? call : null;
  }
}

/** Does not wake the call: the caller does. */
async function takeResponse(callId: string, text: string): Promise<Outcome> {
  const call = await findCall(callId);
  return call ? keepAnswer(call, makerOf(call), text) : "unknown";
}

async function take(callId: string, token: string, body: () => Promise<WebhookBody>): Promise<Outcome> {
  let isRead = false; // by the submitter in this process, before the answer is durable on disk
  const outcome = await receiveWebhook(callId, token, body, () => {
    isRead = wakeInlineWaiter(callId);
  });
  if (outcome === "taken" && !isRead && !wakeInlineWaiter(callId)) void hint(callId); // not awaited: the service need not wait for the engine
  return outcome;
}

/** Stores all held answers in the inbox, oldest first. Throws if the database is still unreachable or one cannot be stored. */
export async function takeUpHeld(): Promise<void> {
  const faults: string[] = [];
  for (const { path } of await heldFiles()) {
    try {
      const answer: Answer = JSON.parse(await readFile(path, "utf8"));
      const { callId, token, bytes, isWhole, encoding } = answer;
      const came: WebhookBody = { bytes: Buffer.from(bytes, "base64"), isWhole, encoding };
      const outcome =
        token === null
          ? await takeResponse(callId, Buffer.from(came.bytes).toString())
          : await take(callId, token, () => Promise.resolve(came));
      if (outcome === "taken" && answer.token === null) void hint(answer.callId);
      if (outcome === "unknown") log("warn", "A held answer was not taken.", { callId: answer.callId, outcome });
      await rm(path, { force: true });
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      if (isGone(error)) continue; // another process stored it
      faults.push(`${path}: ${error instanceof Error ? error.message : error}`);
    }
  }
  if (faults.length > 0) throw new Error(faults.join("; "));
}

/** Writes an answer to a file; false if that fails or the limit is reached. An equal answer has the same file name. */
async function hold(answer: Answer): Promise<boolean> {
  const text = JSON.stringify(answer);
  const path = join(folder(), `${createHash("sha256").update(text).digest("hex")}.json`);
  try {
    await mkdir(folder(), { recursive: true, mode: 0o700 });
    const others = await heldFiles();
    const bytes = others.reduce((sum, { size }) => sum + size, Buffer.byteLength(text));
    if (others.length >= most.files || bytes > most.bytes) throw new Error("Too many are held already.");
    const part = `${path}.${process.pid}.part`;
    await writeDurably(part, text);
    await rename(part, path);
    await sync(folder());
    return true;
  } catch (error) {
    log("error", "An answer cannot be held in DATA_DIR while the database is away.", { callId: answer.callId, error });
    return false;
  }
}

/** Removes partial files of killed processes. No process still writes a file that is older than `olderThan`. */
export async function sweepHeldParts(olderThan: Date): Promise<number> {
  let removed = 0;
  for (const name of await namesHeld()) {
    const path = join(folder(), name);
    const file = name.endsWith(".part") ? await stat(path).catch(() => null) : null;
    if (!file || file.mtime >= olderThan) continue;
    await rm(path, { force: true });
    removed += 1;
  }
  return removed;
}

const folder = () => join(env().DATA_DIR, "held-answers");

const namesHeld = () =>
  readdir(folder()).catch((error: unknown): string[] => {
    if (isGone(error)) return [];
    throw error;
  });

async function heldFiles() {
  const paths = (await namesHeld()).filter((name) => name.endsWith(".json")).map((name) => join(folder(), name));
  const found = await Promise.all(
    paths.map(async (path) => {
      const file = await stat(path).catch(() => null); // null: another process stored it
      return file ? [{ path, size: file.size, at: file.mtimeMs }] : [];
    }),
  );
  return found.flat().sort((a, b) => a.at - b.at);
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, "w", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function sync(path: string): Promise<void> {
  const file = await open(path, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

const isGone = (error: unknown) => error instanceof Error && "code" in error && error.code === "ENOENT";
