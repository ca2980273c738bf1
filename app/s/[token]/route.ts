import { defineRoute } from "@/server/api/route";
import { visitShare } from "@/server/share/visit";
import { sharePage } from "../share-page";
import { invalidPage } from "../shared-html";

/** Public: the token in the address is the credential. */
export const GET = defineRoute({
  method: "GET",
  path: "/s/{token}",
  access: "public",
  handler: visitShare(sharePage, invalidPage),
});
