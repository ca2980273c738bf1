import { serve } from "inngest/next";
import type { NextRequest } from "next/server";
import { after } from "next/server";
import { functions } from "@/inngest";
import { inngest } from "@/inngest/client";
import { reconcileNow } from "@/inngest/reconcile";

/** The engine's door: it checks signatures by itself. */
const handlers = serve({ client: inngest, functions });

export const { GET, POST } = handlers;

/** The engine asks who we are when it has started, perhaps with an empty memory: a good moment to look what it forgot. */
export async function PUT(request: NextRequest, context: unknown): Promise<Response> {
  const answer = await handlers.PUT(request, context);
  after(reconcileNow);
  return answer;
}

export const maxDuration = 7200;
export const dynamic = "force-dynamic";
