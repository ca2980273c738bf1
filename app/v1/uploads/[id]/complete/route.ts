import { door, type Visit } from "@/app/door";
import { presentAsset } from "@/app/present/asset";
import { completeDirect } from "../../direct";

export const POST = door("key", complete, { limited: "upload" });

async function complete({ params, request, key }: Visit): Promise<Response> {
  const { asset, isNew } = await completeDirect(params.id ?? "", key.id, request.signal);
  return Response.json(presentAsset(asset, null), { status: isNew ? 201 : 200 });
}
