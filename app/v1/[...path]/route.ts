import { door } from "@/app/door";
import { Problem } from "@/lib/errors";

/** Public, since it tells nothing: every address below /v1 that is none. */
const nothingHere = door("public", async ({ url }) => {
  throw new Problem(
    "not_found",
    `There is no ${url.pathname.slice(0, 200)}. The API is described at /v1/openapi.json.`,
  );
});

export { nothingHere as DELETE, nothingHere as GET, nothingHere as PATCH, nothingHere as POST, nothingHere as PUT };
