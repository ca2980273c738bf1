import { door, type Visit } from "@/app/door";
import { presentAsset } from "@/app/present/asset";
import { receiveUpload } from "./receive";

export const POST = door("key", upload, { limited: "upload" });

async function upload({ request, key }: Visit): Promise<Response> {
  const { asset, isNew } = await receiveUpload(request, key.id);
  return Response.json(presentAsset(asset, null), { status: isNew ? 201 : 200 });
}
