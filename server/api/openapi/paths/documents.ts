import { json, ofJob } from "../operation";

const document = (operationId: string, kind: "style" | "script" | "storyboard", schema: string) => {
  const { description, content } = json(schema, `The ${kind}, as the film is made of it.`);
  const markdown = { "text/markdown": { schema: { type: "string" } } };
  return {
    ...ofJob(operationId, `Get the ${kind} of a film`, {
      "200": { description, content: { ...content, ...markdown } },
    }),
    description: `Of jobs of \`topic-film\`; 404 until the ${kind} is written. With \`Accept: text/markdown\` the response is a document for people. \`POST /v1/jobs/{id}/steps/${kind}/edit\` with the \`document\` as \`output\` changes it.`,
  };
};

const report = () => {
  const { description, content } = json("Report", "The report; of a running job, as far as it is.");
  const markdown = { "text/markdown": { schema: { type: "string" } } };
  return {
    ...ofJob("getReport", "Get the report of a job", { "200": { description, content: { ...content, ...markdown } } }),
    description:
      "How the job went: each step with its time, wait, cost, provider and what happened. With `Accept: text/markdown` the response is a table for people.",
  };
};

export const documents = {
  "/v1/jobs/{id}/report": { get: report() },
  "/v1/jobs/{id}/style": { get: document("getStyle", "style", "StyleDocument") },
  "/v1/jobs/{id}/script": { get: document("getScript", "script", "ScriptDocument") },
  "/v1/jobs/{id}/storyboard": { get: document("getStoryboard", "storyboard", "StoryboardDocument") },
};
