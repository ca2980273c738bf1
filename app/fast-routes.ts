import { apiEndpoints } from "@/server/api/openapi/document";
import { engineCall, type FastRoute, fastRoute } from "@/server/entry/fast-path";
import { POST as call, GET, PUT } from "./api/inngest/route";

const isFixed = ({ definition }: (typeof apiEndpoints)[number]) => !definition.path.includes("{");

/**
 * What bypasses Next: the engine's calls and the API, a fixed path before one with parameters. Pages go to Next, and so do
 * the endpoints that answer with one.
 */
export const fastRoutes: FastRoute[] = [
  { ...fastRoute(call), answer: engineCall },
  ...[GET, PUT].map(fastRoute),
  ...apiEndpoints.filter(isFixed).map(fastRoute),
  ...apiEndpoints.filter((endpoint) => !isFixed(endpoint)).map(fastRoute),
];
