import { door } from "@/app/door";
import { describeApi } from "@/app/openapi/describe";

/** Public: the description of the API is for whoever wants to call it. */
export const GET = door("public", async () => Response.json(describeApi()));
