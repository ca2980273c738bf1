import { defineRoute } from "@/server/api/route";
import { serveMcp } from "@/server/mcp/serve";

export const POST = defineRoute("key", serveMcp);
