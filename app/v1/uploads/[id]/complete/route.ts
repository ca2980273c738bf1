import { door } from "@/app/door";
import { presentAsset } from "@/app/present/asset";
import { completeDirect } from "../../direct";

export const POST = door(
  "key",
  async ({ params, request, key }) => {
    const { asset, isNew } = await completeDirect(params.id ?? "", key.id, request.signal);
    return Response.json(presentAsset(asset, null), { status: isNew ? 201 : 200 });
  },
  { limited: "upload" },
);
