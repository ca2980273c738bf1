import { engineCall, type FastRoute, fastRoute } from "@/server/entry/fast-path";
import { POST as engine } from "./api/inngest/route";
import { endpoints } from "./endpoints";

/** The routes that bypass Next; other paths and methods go to Next. */
export const fastRoutes: FastRoute[] = [
  { ...fastRoute(engine), answer: engineCall },
  ...endpoints.filter(({ definition }) => definition.fast).map(fastRoute),
];
