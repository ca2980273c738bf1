import { createHash } from "node:crypto";
import { type EngineAnswer, handleVerified } from "@/inngest/engine/handler";
import { Problem } from "@/lib/errors";
import { log } from "@/lib/log";
import { runWhenFree } from "../entry/scheduler";
import { isBound } from "./binding";
import { canonicalJson } from "./canonical-json";
import { isReplay } from "./replays";
import { isUnsigned, parseSignature, type Signature, sign, startCheck } from "./signature";
import { readUnverified } from "./unverified-bodies";

/** A request to the functions, its body unread. */
export type EngineCall = {
  method: string;
  query: URLSearchParams;
  header: (name: string) => string | undefined;
  body: AsyncIterable<Uint8Array>;
};

const kilobyte = 1024;
/** A call contains at most 4 MB of results and its event twice; the SDK fetches larger ones. */
const mostOf: Record<string, number> = { POST: 16 * kilobyte * kilobyte, PUT: 64 * kilobyte };
/** The limit for a body whose canonical form is computed. */
const mostCanonicalised = 256 * kilobyte;

const unauthorized: EngineAnswer = {
  status: 401,
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ message: "Unauthorized" }),
};

/**
 * Answers `api/inngest`. A request without a valid signature header is refused before its body is read; one whose
 * signature does not match the body is refused before parsing. Throws a Problem for a body that is too large.
 */
export async function answerEngine({ method, query, header, body }: EngineCall): Promise<EngineAnswer> {
  const signature = isUnsigned() ? null : parseSignature(header("x-inngest-signature"));
  if (!signature && !isUnsigned()) return unauthorized;
  const most = mostOf[method] ?? 0;
  if (Number(header("content-length") ?? 0) > most) {
    throw new Problem("payload_too_large", `The body is larger than ${most / kilobyte} KB.`);
  }
  const check = signature ? startCheck(signature) : undefined;
  const bytes = await readUnverified(body, most, (chunk) => check?.update(chunk));
  const key = check?.key() ?? (signature && (await keyOfCanonical(signature, bytes)));
  if (!key && !isUnsigned()) return unauthorized;
  if (signature && method === "POST" && isReplay(signature)) return unauthorized;

  const answer = await runWhenFree(async () => {
    const parsed = parse(bytes);
    if (key && method === "POST" && !query.has("probe") && !isBound(query, parsed)) {
      log("warn", "Refused a signed call: its address names another function or step than its body.", {
        fnId: query.get("fnId"),
        body: createHash("sha256").update(bytes).digest("hex"),
      });
      return unauthorized;
    }
    return handleVerified({ method, query, header, body: parsed });
  });
  if (!key || answer === unauthorized) return answer;
  return { ...answer, headers: { ...answer.headers, "x-inngest-signature": sign(key, answer.body) } };
}

function parse(bytes: Buffer): unknown {
  if (bytes.length === 0) return "";
  try {
    return JSON.parse(bytes.toString());
  } catch {
    throw new Problem("invalid_json", "The body is not valid JSON.");
  }
}

let before: Promise<unknown> = Promise.resolve();
let waiting = 0;
const mostWaiting = 16;

/**
 * Inngest's servers may sign the canonical form of a body that they send in another form. Checks small bodies only, one
 * at a time.
 */
async function keyOfCanonical(signature: Signature, bytes: Buffer): Promise<string | null> {
  if (bytes.length === 0 || bytes.length > mostCanonicalised || waiting >= mostWaiting) return null;
  waiting++;
  const found = before.then(async () => {
    await new Promise(setImmediate); // other requests are served in between
    const canonical = canonicalJson(bytes.toString());
    if (canonical === null) return null;
    const check = startCheck(signature);
    check.update(Buffer.from(canonical));
    return check.key();
  });
  before = found;
  return found.finally(() => waiting--);
}
