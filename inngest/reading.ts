import type { Call } from "@/db/calls";
import { answersTo } from "@/db/inbox";
import type { AnyService, Reading } from "@/lib/service";

/** The first terminal reading of the inbox, else the newest pending one, else null. */
export async function newestReading(call: Call, service: AnyService): Promise<Reading<unknown> | null> {
  let newest: Reading<unknown> | null = null;
  for (const answer of await answersTo(call.id)) {
    const reading = readAnswer(service, answer.body);
    if (reading.state !== "pending") return reading;
    newest = reading;
  }
  return newest;
}

/** What a body from a service means; one that cannot be read is a failure in its own words. */
export function readAnswer(service: AnyService, body: string): Reading<unknown> {
  const json = jsonIn(body);
  if (json === undefined) return { state: "failed", reason: `It did not answer in JSON: ${body.slice(0, 200)}` };
  const unreadable = { state: "failed", reason: `Its answer cannot be read: ${body.slice(0, 200)}` } as const;
  const answer = service.answer.safeParse(json);
  if (!answer.success) return unreadable;
  try {
    return service.read(answer.data);
  } catch {
    return unreadable; // nested too deeply to put into words: it must not stand in the inbox and throw for ever
  }
}

/** Whether a body can be an answer of this service at all, and not a proxy's page. */
export function isAnswer(service: AnyService, body: string): boolean {
  const json = jsonIn(body);
  return json !== undefined && service.answer.safeParse(json).success;
}

/** The service's id of the work whose answer counts, "" when the answer names none; null when there is no such answer. */
export async function answeredWork(call: Call, service: AnyService): Promise<string | null> {
  for (const { body } of await answersTo(call.id)) {
    if (readAnswer(service, body).state !== "pending") return workIn(service, body)?.id ?? "";
  }
  return null;
}

/** All work that answers have named, also before the receipt of its submit came. */
export async function namedWork(call: Call, service: AnyService): Promise<{ id: string; base: string }[]> {
  return (await answersTo(call.id)).flatMap(({ body }) => {
    const work = workIn(service, body);
    return work ? [{ id: work.id, base: work.base ?? call.base ?? "" }] : [];
  });
}

function workIn(service: AnyService, body: string) {
  const answer = service.answer.safeParse(jsonIn(body));
  return answer.success ? (service.started?.(answer.data) ?? null) : null;
}

function jsonIn(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
