import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import type { Key } from "@/db/keys";

/** What a tool gets beside its arguments. */
export type ToolContext = {
  key: Key;
  requestId: string;
  /** Aborts when the client has closed the connection. */
  signal: AbortSignal;
  /** Sends a progress notification; undefined if the client wants none. */
  report?: (progress: { progress: number; total: number; message: string }) => Promise<void>;
};

/** A tool of the MCP server. `run` throws a Problem, whose sentence the agent reads. */
export type Tool = {
  name: string;
  title: string;
  description: string;
  inputSchema: { type: "object"; properties?: Record<string, object>; required?: string[] };
  /** Whether it only reads. */
  reads?: boolean;
  run(args: Record<string, unknown>, context: ToolContext): Promise<CallToolResult>;
};
