import { door } from "@/app/door";
import { presentAsset } from "@/app/present/asset";
import { receiveUpload } from "./receive";

export const POST = door(
  "key",
  async ({ request, key }) => {
    const { asset, isNew } = await receiveUpload(request, key.id);
    return Response.json(presentAsset(asset, null), { status: isNew ? 201 : 200 });
  },
  { limited: "upload" },
);
