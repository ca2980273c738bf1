import { listProjects } from "@/db/keep-jobs";
import { jsonAnswer } from "@/server/api/json-response";
import { defineRoute, seenBy } from "@/server/api/route";
import { presentWhole } from "@/server/api/serializers/page";
import { presentProject } from "@/server/api/serializers/project";

export const GET = defineRoute("key", async ({ key }) => {
  const projects = await listProjects(seenBy(key));
  return jsonAnswer(await presentWhole(projects.map(presentProject)));
});
