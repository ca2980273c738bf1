import { readJson } from "@/app/body";
import { door } from "@/app/door";
import { beginDirect } from "../direct";

export const POST = door(
  "key",
  async ({ request, key }) => Response.json(await beginDirect(await readJson(request), key.id), { status: 201 }),
  { limited: "upload" },
);
