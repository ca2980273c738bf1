import { defineRoute } from "@/server/api/route";
import { serveFile } from "@/server/media/serve-file";

/** Public: the signature in the URL, valid for one file and up to two days, is the credential. */
export const GET = defineRoute("public", serveFile);
export const HEAD = defineRoute("public", serveFile);
