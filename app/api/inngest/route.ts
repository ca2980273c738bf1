import { randomUUID } from "node:crypto";
import { serve } from "inngest/next";
import { after, NextRequest } from "next/server";
import { readText } from "@/app/body";
import { problemResponse } from "@/app/problem";
import { functions } from "@/inngest";
import { inngest } from "@/inngest/client";
import { reconcileNow } from "@/inngest/reconcile";

/** The engine's door: it checks signatures by itself. */
const handlers = serve({ client: inngest, functions });

export const { GET, POST } = handlers;

/** What asks for the functions has a body of a few words; anybody may ask, and it is read whole. */
const mostAsked = 256 * 1024;

/** The engine asks who we are when it has started, perhaps with an empty memory: a good moment to look what it forgot. */
export async function PUT(request: NextRequest, context: unknown): Promise<Response> {
  const { method, headers, url } = request;
  let body: string;
  try {
    body = await readText(request, mostAsked);
  } catch (error) {
    return problemResponse(error, { requestId: randomUUID(), instance: request.nextUrl.pathname });
  }
  const answer = await handlers.PUT(new NextRequest(url, { method, headers, body: body || null }), context);
  after(reconcileNow);
  return answer;
}

export const maxDuration = 7200;
export const dynamic = "force-dynamic";
