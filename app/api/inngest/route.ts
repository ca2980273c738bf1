import { reconcileNow } from "@/inngest/maintenance/reconcile";
import type { RequestContext } from "@/server/api/caller";
import { defineRoute } from "@/server/api/route";
import { answerEngine } from "@/server/engine/verified-calls";

/** Public: the engine signs its requests. In production `app/fast-routes.ts` answers. */
async function handler({ request, url }: RequestContext): Promise<Response> {
  const { status, headers, body } = await answerEngine({
    method: request.method,
    query: url.searchParams,
    header: (name) => request.headers.get(name) ?? undefined,
    body: (request.body ?? []) as AsyncIterable<Uint8Array>,
  });
  return new Response(body, { status, headers });
}

const engine = { path: "/api/inngest", access: "public" } as const;

export const GET = defineRoute({ ...engine, method: "GET", handler });
export const POST = defineRoute({ ...engine, method: "POST", handler });

/** The engine registers the app when it has started, perhaps with an empty memory: a good time to reconcile. */
export const PUT = defineRoute({
  ...engine,
  method: "PUT",
  handler: async (visit) => {
    const registered = await handler(visit);
    if (registered.ok) void reconcileNow();
    return registered;
  },
});

export const maxDuration = 7200;
export const dynamic = "force-dynamic";
