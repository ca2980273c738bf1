import { testProviderRequest } from "@/lib/schemas/provider";
import { readBody } from "@/server/api/parse";
import { testProvider } from "@/server/api/provider-test";
import { defineRoute } from "@/server/api/route";

export const POST = defineRoute(
  "admin",
  async ({ request, params, key }) =>
    Response.json(await testProvider(params.id ?? "", await readBody(testProviderRequest, request), key)),
  { limited: "test" },
);
