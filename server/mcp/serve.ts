import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import { CallToolRequestSchema, type CallToolResult, ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { Problem } from "@/lib/errors";
import type { RequestContext } from "../api/caller";
import { readJson } from "../api/request-body";
import { problemAnswer } from "../http/problem-response";
import { jobTools } from "./job-tools";
import type { Tool, ToolContext } from "./tool";
import { workflowTools } from "./workflow-tools";

/**
 * The Model Context Protocol over streamable HTTP: agents start workflows and look after jobs with the functions, limits
 * and prices of the API. Stateless: each request has a server of its own, so that any web process can answer it.
 */

const tools: Tool[] = [...workflowTools, ...jobTools];

const instructions =
  "Nextscene runs AI media workflows: films, clips and pictures. Ask for the price with dryRun, set maxCost, and give an idempotencyKey, so that a repeated call is not paid twice. A job that takes longer than you wait continues; get_job returns its result. To mend one shot of a film use retake with the key of its step.";

export async function serveMcp(visit: RequestContext): Promise<Response> {
  const body = await readJson(visit.request);
  const server = new Server({ name: "nextscene", version: "1.0.0" }, { capabilities: { tools: {} }, instructions });
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: tools.map(presentTool) }));
  server.setRequestHandler(CallToolRequestSchema, ({ params }, { sendNotification, signal, _meta }) => {
    const token = _meta?.progressToken;
    const report: ToolContext["report"] =
      token === undefined
        ? undefined
        : (progress) =>
            sendNotification({ method: "notifications/progress", params: { progressToken: token, ...progress } });
    const context = { ...visit, signal: AbortSignal.any([visit.request.signal, signal]), report };
    return callTool(params.name, params.arguments ?? {}, context);
  });
  const transport = new WebStandardStreamableHTTPServerTransport({ sessionIdGenerator: undefined });
  await server.connect(transport);
  const headers = Object.fromEntries(
    ["accept", "content-type", "mcp-protocol-version"].flatMap((name) => {
      const value = visit.request.headers.get(name);
      return value === null ? [] : [[name, value]];
    }),
  );
  return transport.handleRequest(new Request(visit.request.url, { method: "POST", headers }), { parsedBody: body });
}

const presentTool = ({ name, title, description, inputSchema, reads = false }: Tool) => ({
  ...{ name, title, description, inputSchema },
  annotations: { title, readOnlyHint: reads, destructiveHint: name === "cancel_job", openWorldHint: !reads },
});

/** A refusal is a result that the agent can read, with the sentence and the field of the API. */
async function callTool(name: string, args: Record<string, unknown>, context: ToolContext): Promise<CallToolResult> {
  try {
    const tool = tools.find((one) => one.name === name);
    if (!tool) throw new Problem("not_found", `There is no tool "${name.slice(0, 100)}". List the tools.`);
    return await tool.run(args, context);
  } catch (error) {
    const { body } = problemAnswer(error, { requestId: context.requestId, instance: `/mcp#${name.slice(0, 100)}` });
    return { content: [{ type: "text", text: body }], isError: true };
  }
}
