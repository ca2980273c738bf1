import { defineRoute, type RequestContext } from "@/server/api/route";
import { presentAsset } from "@/server/api/serializers/asset";
import { completeDirect } from "@/server/media/direct-upload";

export const POST = defineRoute("key", complete, { limited: "upload" });

async function complete({ params, request, key }: RequestContext): Promise<Response> {
  const { asset, isNew } = await completeDirect(params.id ?? "", key.id, request.signal);
  return Response.json(presentAsset(asset, null), { status: isNew ? 201 : 200 });
}
