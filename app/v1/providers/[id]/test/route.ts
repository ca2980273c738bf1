import { testProviderRequest } from "@/lib/schemas/provider";
import { readBody } from "@/server/api/parse";
import { testProvider } from "@/server/api/provider-test";
import { defineRoute, type RequestContext } from "@/server/api/route";

export const POST = defineRoute("admin", test, { limited: "test" });

async function test({ request, params, key }: RequestContext): Promise<Response> {
  const asked = await readBody(testProviderRequest, request);
  return Response.json(await testProvider(params.id ?? "", asked, key));
}
