import { door } from "@/app/door";
import { describeApi } from "@/app/openapi/describe";

let made: string | undefined;

/** Public: the description of the API is for whoever wants to call it. Made once: it hangs on settings alone. */
export const GET = door("public", async () => {
  made ??= JSON.stringify(describeApi());
  return new Response(made, { headers: { "content-type": "application/json" } });
});
