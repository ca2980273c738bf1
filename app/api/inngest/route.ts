import { randomUUID } from "node:crypto";
import { after, type NextRequest } from "next/server";
import { reconcileNow } from "@/inngest/maintenance/reconcile";
import { answerEngine } from "@/server/engine/verified-calls";
import { problemResponse } from "@/server/http/problem-response";

/** The engine's door; in production `straight.ts` answers its calls. */
async function answer(request: NextRequest): Promise<Response> {
  const { method, headers, nextUrl } = request;
  try {
    const { status, ...rest } = await answerEngine({
      method,
      query: nextUrl.searchParams,
      header: (name) => headers.get(name) ?? undefined,
      body: (request.body ?? []) as AsyncIterable<Uint8Array>,
    });
    return new Response(rest.body, { status, headers: rest.headers });
  } catch (error) {
    return problemResponse(error, { requestId: randomUUID(), instance: nextUrl.pathname });
  }
}

export const GET = answer;
export const POST = answer;

/** The engine asks who we are when it has started, perhaps with an empty memory: a good moment to look what it forgot. */
export async function PUT(request: NextRequest): Promise<Response> {
  const registered = await answer(request);
  if (registered.ok) after(reconcileNow);
  return registered;
}

export const maxDuration = 7200;
export const dynamic = "force-dynamic";
