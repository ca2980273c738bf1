import { defineRoute } from "@/server/api/route";
import { checkHealth } from "@/server/entry/health";

/**
 * Public, for load balancers and the start: contains states, no addresses and no secrets; the same format for every
 * state.
 */
export const GET = defineRoute("public", async () => {
  const health = await checkHealth();
  const isDown = health.status === "down";
  return Response.json(health, { status: isDown ? 503 : 200, headers: isDown ? { "retry-after": "5" } : {} });
});
