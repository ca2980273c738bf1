import { listProjects, renameProject } from "@/db/keep-jobs";
import { fieldProblem } from "@/lib/errors";
import { renameProjectRequest } from "@/lib/schemas/keep";
import { jsonAnswer } from "@/server/api/json-response";
import { readBody } from "@/server/api/parse";
import { defineRoute, seenBy } from "@/server/api/route";
import { presentProject } from "@/server/api/serializers/project";

export const POST = defineRoute("key", async ({ request, key }) => {
  const { from, to } = await readBody(renameProjectRequest, request);
  const keyId = seenBy(key);
  if ((await renameProject({ from, to, keyId })) === 0) {
    throw fieldProblem("not_found", "/from", `No job is in a project named "${from}". See GET /v1/projects.`);
  }
  const renamed = (await listProjects(keyId)).find(({ name }) => name === to);
  return jsonAnswer(presentProject({ name: to, jobs: renamed?.jobs ?? 0 }));
});
