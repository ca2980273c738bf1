import { readQuery } from "@/server/api/parse";
import { defineRoute, type RequestContext } from "@/server/api/route";
import { presentAsset } from "@/server/api/serializers/asset";
import { completeDirect } from "@/server/media/direct-upload";
import { uploadQuery } from "@/server/media/receive-upload";

export const POST = defineRoute("key", complete, { limited: "upload" });

async function complete({ params, request, url, key }: RequestContext): Promise<Response> {
  const { type } = readQuery(uploadQuery.pick({ type: true }), url);
  const upload = { id: params.id ?? "", keyId: key.id, expected: type && { type } };
  const { asset, isNew } = await completeDirect(upload, request.signal);
  return Response.json(presentAsset(asset), { status: isNew ? 201 : 200 });
}
