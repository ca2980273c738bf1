import { defineRoute, type RequestContext } from "@/server/api/route";
import { presentAsset } from "@/server/api/serializers/asset";
import { receiveUpload } from "@/server/media/receive-upload";

export const POST = defineRoute("key", upload, { limited: "upload" });

async function upload({ request, key }: RequestContext): Promise<Response> {
  const { asset, isNew } = await receiveUpload(request, key.id);
  return Response.json(presentAsset(asset, null), { status: isNew ? 201 : 200 });
}
