import { listProjects as projectsOf, renameProject as rename } from "@/db/keep-jobs";
import { fieldProblem } from "@/lib/errors";
import { projectListSchema, projectSchema, renameProjectRequest } from "@/lib/schemas/keep";
import { seenBy } from "../caller";
import { defineRoute } from "../route";
import { presentWhole } from "../serializers/page";
import { presentProject } from "../serializers/project";

export const listProjects = defineRoute({
  method: "GET",
  path: "/v1/projects",
  access: "key",
  operationId: "listProjects",
  tag: "jobs",
  summary: "List the projects of your jobs, by name",
  zh: "列出你的任务所属的项目，按名称",
  responses: { 200: [projectListSchema, "The projects that have a job, up to 1,000."] },
  handler: async ({ key }) => [200, await presentWhole((await projectsOf(seenBy(key))).map(presentProject))],
});

export const renameProject = defineRoute({
  method: "POST",
  path: "/v1/projects/rename",
  access: "key",
  operationId: "renameProject",
  tag: "jobs",
  summary: "Rename a project, with all of its jobs",
  zh: "重命名项目，连同其全部任务",
  body: renameProjectRequest,
  examples: [{ from: "Harbour", to: "The harbour" }],
  responses: { 200: [projectSchema, "The project under its new name."] },
  errors: ["not_found"],
  handler: async ({ body: { from, to }, key }) => {
    const keyId = seenBy(key);
    if ((await rename({ from, to, keyId })) === 0) {
      throw fieldProblem("not_found", "/from", `No job is in a project named "${from}". See GET /v1/projects.`);
    }
    const renamed = (await projectsOf(keyId)).find(({ name }) => name === to);
    return [200, presentProject({ name: to, jobs: renamed?.jobs ?? 0 })];
  },
});
