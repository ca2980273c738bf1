import { readJson } from "@/server/api/request-body";
import { defineRoute, type RequestContext } from "@/server/api/route";
import { beginDirect } from "@/server/media/direct-upload";

export const POST = defineRoute("key", presign, { limited: "upload" });

async function presign({ request, key }: RequestContext): Promise<Response> {
  return Response.json(await beginDirect(await readJson(request), key.id), { status: 201 });
}
