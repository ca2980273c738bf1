import { create as contentDisposition } from "content-disposition";
import { fileUrl } from "@/lib/storage/file-url";
import { ownJob } from "@/server/api/own-job";
import { defineRoute } from "@/server/api/route";
import { editList } from "@/server/media/edit-list";

export const GET = defineRoute("key", async (visit) => {
  const job = await ownJob(visit);
  const list = await editList(job, (asset) => fileUrl(asset).url);
  const headers = {
    "content-type": "application/json",
    "content-disposition": contentDisposition(`${job.model}-${job.id}.otio`),
    "cache-control": "private, no-store",
  };
  return new Response(`${JSON.stringify(list, null, 2)}\n`, { headers });
});
