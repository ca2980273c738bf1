import { door } from "@/app/door";
import { Problem } from "@/lib/errors";

/** Public, since it tells nothing: every address below /v1 that is none. */
export const GET = door("public", async ({ url }) => {
  throw new Problem(
    "not_found",
    `There is no ${url.pathname.slice(0, 200)}. The API is described at /v1/openapi.json.`,
  );
});

export const POST = GET;
export const PUT = GET;
export const PATCH = GET;
export const DELETE = GET;
