import { noteNews, setCallMessage } from "@/db/call-moves";
import { type Call, isEnded } from "@/db/calls";
import { storeAnswer } from "@/db/inbox";
import type { AnyService, ServiceStatus } from "@/lib/define-service";
import { parseLoosely } from "@/lib/http/answer-text";
import { withoutTokens } from "@/lib/http/callback-url";
import { serviceBase } from "@/lib/http/clients";
import { interpretLaterAnswer, isTerminal, latestStatus, readInbox, workIn } from "./interpret-answers";
import { tellProgress } from "./progress-events";

/**
 * Stores a service's answer, and updates the call unless it ends it. "taken": the call's run must look (an end, or the
 * first result beside an unknown status). `isGuess`: its decoding is uncertain, so a failure is not believed.
 * `isOfNewest`: for the newest submit. `isFirst`: the inbox is empty. `taken` runs once an end is readable.
 */
export async function keepAnswer(
  call: Call,
  service: AnyService,
  given: string,
  {
    isGuess = false,
    isOfNewest = true,
    isFirst = false,
    taken,
  }: { isGuess?: boolean; isOfNewest?: boolean; isFirst?: boolean; taken?: () => void } = {},
): Promise<"taken" | "noted"> {
  const said = withoutBulk(withoutTokens(given)); // the stored text is the one that is interpreted
  const reading = interpretLaterAnswer(service, said);
  if (reading.state === "pending") {
    const work = workIn(service, said);
    await storeAnswer(call.id, said, { kind: "pending", place: `pending ${work?.id ?? ""}` });
    if (isOfNewest) await noteProgress(call, reading, work);
    return "noted";
  }
  if (reading.state === "elsewhere") {
    await storeAnswer(call.id, said, { kind: "pending", place: "elsewhere" });
    return "taken";
  }
  if (isTerminal(reading) && !(isGuess && reading.state === "failed")) {
    // The status that counts: the call's end, or the answer that will be its end.
    const earlier = isFirst || isEnded(call) ? null : await latestStatus(call, service);
    const counted = isEnded(call) ? call.status : earlier?.state;
    await storeAnswer(call.id, said, {
      kind: "final",
      contradicts: saysOtherwise(counted, reading.state),
      committed: taken,
    });
    return "taken";
  }
  const words = reading.state === "unclear" ? reading.said : `The response uses another encoding: ${said}`;
  const hasResult = reading.state === "unclear" && reading.output !== undefined;
  const isFirstUnclear = (await readInbox(call, service)).graceEnds === undefined;
  const isStored = await storeAnswer(
    call.id,
    said,
    hasResult ? { kind: "unclear", place: "unclear" } : { kind: "unreadable" },
  );
  const isNew = hasResult ? isFirstUnclear : isStored;
  if (!isEnded(call) && isNew) await setCallMessage(call, `${service.id}: ${words}`.slice(0, 400));
  return hasResult && isNew ? "taken" : "noted";
}

/**
 * Stores the first bytes of a body that is not text, as a `data:` URL for people; no code reads it again. False when it
 * was stored before.
 */
export function keepUnreadable(callId: string, bytes: Uint8Array): Promise<boolean> {
  const first = Buffer.from(bytes.subarray(0, mostKept)).toString("base64");
  return storeAnswer(callId, `data:application/octet-stream;base64,${first}`, { kind: "unreadable" });
}

/** Only small pictures are kept, as they are part of each report on the step. */
const shownPreview = (preview: string | undefined) =>
  preview && preview.length <= mostPreview && isPicture.test(preview) ? preview : null;
const mostPreview = 64 * 1024;
const isPicture = /^data:image\/(jpeg|png|webp);base64,[A-Za-z0-9+/]+=*$/;

/** An unchanged report is recorded this often: a service that repeats itself is not silent. */
const heardEveryMs = 10_000;

async function noteProgress(
  call: Call,
  { queuePosition, waitSeconds, progress, message, preview }: Extract<ServiceStatus<unknown>, { state: "pending" }>,
  work: { id: string; base?: string } | null,
): Promise<void> {
  const news = {
    queuePosition: queuePosition ?? null,
    waitSeconds: waitSeconds === undefined ? call.waitSeconds : Math.ceil(waitSeconds),
    progress: progress ?? call.progress,
    progressMessage: message ?? null,
    preview: shownPreview(preview) ?? call.preview,
  };
  const isHeard = Date.now() - (call.heardAt?.getTime() ?? 0) < heardEveryMs;
  const isSame =
    isHeard &&
    call.status === "waiting" &&
    call.serviceJobId !== null &&
    call.message === null &&
    call.queuePosition === news.queuePosition &&
    call.waitSeconds === news.waitSeconds &&
    call.progress === news.progress &&
    call.progressMessage === news.progressMessage &&
    call.preview === news.preview;
  if (isSame) return;
  const base = work ? serviceBase(work.base, call.base ?? "") : null;
  const noted = await noteNews(call, { ...news, serviceJobId: work?.id ?? null, base });
  if (noted && call.status === "waiting") tellProgress(call);
}

const saysOtherwise = (counted: string | undefined, state: string) =>
  ((counted === "succeeded" || counted === "done") && state === "failed") || (counted === "failed" && state === "done");

/** The most bytes of an answer that are stored. */
const mostKept = 1024 * 1024;

/** A large answer without the fields that make it large, such as embedded pictures. */
function withoutBulk(said: string): string {
  if (said.length <= mostKept) return said;
  const json = parseLoosely(said);
  if (typeof json !== "object" || json === null) return said.slice(0, mostKept);
  const small = Object.entries(json).filter(([, value]) => sizeOf(value) <= mostKept / 16);
  return JSON.stringify(Object.fromEntries(small)).slice(0, mostKept);
}

function sizeOf(value: unknown): number {
  try {
    return JSON.stringify(value).length;
  } catch {
    return Number.POSITIVE_INFINITY; // nested too deeply to serialize
  }
}
