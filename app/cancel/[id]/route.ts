import { cancelAsPod } from "@/server/api/cancel-as-pod";
import { defineRoute } from "@/server/api/route";

export const POST = defineRoute("key", cancelAsPod);
