import { listProjects } from "@/db/keep-jobs";
import { jsonAnswer } from "@/server/api/json-response";
import { defineRoute, seenBy } from "@/server/api/route";

export const GET = defineRoute("key", async ({ key }) => {
  const projects = await listProjects(seenBy(key));
  return jsonAnswer({ object: "list", data: projects.map((project) => ({ object: "project", ...project })) });
});
