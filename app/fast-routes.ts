import { apiEndpoints } from "@/server/api/openapi/document";
import { engineCall, type FastRoute, fastRoute } from "@/server/entry/fast-path";
import { POST as engine } from "./api/inngest/route";

const isFixed = ({ definition }: (typeof apiEndpoints)[number]) => !definition.path.includes("{");

/**
 * What bypasses Next: the engine's calls and the API, a fixed path before one with parameters. Pages go to Next, and so do
 * the endpoints that answer with one.
 */
export const fastRoutes: FastRoute[] = [
  { ...fastRoute(engine), answer: engineCall },
  ...apiEndpoints.filter(isFixed).map(fastRoute),
  ...apiEndpoints.filter((endpoint) => !isFixed(endpoint)).map(fastRoute),
];
