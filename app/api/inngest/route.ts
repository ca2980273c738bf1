import { randomUUID } from "node:crypto";
import { after, type NextRequest } from "next/server";
import { reconcileNow } from "@/inngest/maintenance/reconcile";
import { answerEngine } from "@/server/engine/verified-calls";
import { problemResponse } from "@/server/http/problem-response";

/** The route that the engine calls; in production `app/fast-routes.ts` answers most calls. */
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

/** The engine registers the app when it has started, perhaps with an empty memory: a good time to reconcile. */
export async function PUT(request: NextRequest): Promise<Response> {
  const registered = await answer(request);
  if (registered.ok) after(reconcileNow);
  return registered;
}

export const maxDuration = 7200;
export const dynamic = "force-dynamic";
