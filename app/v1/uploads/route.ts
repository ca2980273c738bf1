import { readQuery } from "@/server/api/parse";
import { defineRoute, type RequestContext } from "@/server/api/route";
import { presentAsset } from "@/server/api/serializers/asset";
import { receiveUpload, uploadQuery } from "@/server/media/receive-upload";

export const POST = defineRoute("key", upload, { limited: "upload" });

async function upload({ request, url, key }: RequestContext): Promise<Response> {
  const { type, name } = readQuery(uploadQuery, url);
  const { asset, isNew } = await receiveUpload(request, key.id, { expected: type && { type }, name });
  return Response.json(presentAsset(asset), { status: isNew ? 201 : 200 });
}
