import { markFile, removeUpload } from "@/db/library";
import { Problem } from "@/lib/errors";
import { changeFileRequest } from "@/lib/schemas/keep";
import { jsonAnswer } from "@/server/api/json-response";
import { ownFile } from "@/server/api/own-file";
import { readBody } from "@/server/api/parse";
import { defineRoute, type RequestContext } from "@/server/api/route";
import { presentFiles } from "@/server/api/serializers/library";

const shown = async (visit: RequestContext) => jsonAnswer((await presentFiles([await ownFile(visit)]))[0]);

export const GET = defineRoute("key", shown);

export const PATCH = defineRoute("key", async (visit) => {
  const { asset } = await ownFile(visit);
  await markFile(asset.id, await readBody(changeFileRequest, visit.request));
  return shown(visit);
});

export const DELETE = defineRoute("key", async (visit) => {
  const { asset } = await ownFile(visit);
  if (asset.heldUntil === null) {
    throw new Problem("conflict", "A job made or fetched this file. It is removed with its job: delete the job.");
  }
  if (!(await removeUpload(asset.id))) {
    throw new Problem("conflict", "A job uses this file. Delete the job first.");
  }
  return new Response(null, { status: 204 });
});
