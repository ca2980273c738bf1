import { describeApi } from "@/server/api/openapi/document";
import { defineRoute } from "@/server/api/route";

let made: string | undefined;

/** Public: the description of the API is for whoever wants to call it. Made once: it hangs on settings alone. */
export const GET = defineRoute("public", async () => {
  made ??= JSON.stringify(describeApi());
  return new Response(made, { headers: { "content-type": "application/json" } });
});
