import { defineRoute } from "@/server/api/route";
import { visitShare } from "@/server/share/visit";
import { embedPage } from "../../embed-page";
import { invalidPage } from "../../shared-html";

/** Public: the token in the address is the credential. */
export const GET = defineRoute({
  method: "GET",
  path: "/s/{token}/embed",
  access: "public",
  handler: visitShare(embedPage, invalidPage),
});
