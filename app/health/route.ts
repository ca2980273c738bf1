import { door } from "@/app/door";
import { checkHealth } from "./check";

/** Public, for load balancers and the start: it tells states, no addresses and no secrets. */
export const GET = door("public", async () => {
  const health = await checkHealth();
  return Response.json(health, { status: health.status === "down" ? 503 : 200 });
});
