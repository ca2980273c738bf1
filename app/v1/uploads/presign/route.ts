import { readJson } from "@/app/body";
import { door, type Visit } from "@/app/door";
import { beginDirect } from "../direct";

export const POST = door("key", presign, { limited: "upload" });

async function presign({ request, key }: Visit): Promise<Response> {
  return Response.json(await beginDirect(await readJson(request), key.id), { status: 201 });
}
