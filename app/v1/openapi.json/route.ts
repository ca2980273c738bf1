import { describeApi } from "@/server/api/openapi/document";
import { defineRoute } from "@/server/api/route";

let made: string | undefined;

/** Public, for anyone who wants to call the API. Cached: it depends on settings only. */
export const GET = defineRoute("public", async () => {
  made ??= JSON.stringify(describeApi());
  return new Response(made, { headers: { "content-type": "application/json" } });
});
