import { defineRoute } from "@/server/api/route";
import { serveFile } from "@/server/media/serve-file";

/** Public: the signature in the address, made for one file and a day or two, is the key. */
export const GET = defineRoute("public", serveFile);
export const HEAD = defineRoute("public", serveFile);
