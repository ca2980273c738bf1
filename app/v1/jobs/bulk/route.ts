import { act } from "@/inngest/jobs/keep";
import { Problem } from "@/lib/errors";
import { type BulkAnswer, bulkRequest } from "@/lib/schemas/keep";
import { jsonAnswer } from "@/server/api/json-response";
import { ownOrDeletedJob } from "@/server/api/own-job";
import { readBody } from "@/server/api/parse";
import { defineRoute } from "@/server/api/route";

/** One job that refuses does not stop the others: each id has its own answer. */
export const POST = defineRoute("key", async ({ request, key }) => {
  const { ids, action, project = null } = await readBody(bulkRequest, request);
  const results: BulkAnswer["results"] = [];
  for (const id of ids) {
    const error = await ownOrDeletedJob({ params: { id }, key })
      .then((job) => act(job, action, project))
      .then(
        () => null,
        (reason: unknown) => {
          if (!(reason instanceof Problem)) throw reason;
          return { code: reason.code, message: reason.message };
        },
      );
    results.push({ id, ok: error === null, error });
  }
  return jsonAnswer({ object: "bulk", results } satisfies BulkAnswer);
});
