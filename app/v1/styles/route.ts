import { defineRoute } from "@/server/api/route";
import { presentWhole } from "@/server/api/serializers/page";
import { presentStyles } from "@/server/api/serializers/style";

export const GET = defineRoute("key", async () => Response.json(await presentWhole(presentStyles())));
