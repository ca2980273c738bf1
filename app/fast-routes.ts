import { engineCall, type FastRoute, fastRoute } from "@/server/entry/fast-path";
import { POST as engine } from "./api/inngest/route";
import { endpoints } from "./endpoints";

const isFixed = ({ definition }: (typeof endpoints)[number]) => !definition.path.includes("{");
const others = endpoints.filter((endpoint) => endpoint !== engine);

/** What bypasses Next: all but the pages of the studio. A fixed path comes before one with parameters. */
export const fastRoutes: FastRoute[] = [
  { ...fastRoute(engine), answer: engineCall },
  ...others.filter(isFixed).map(fastRoute),
  ...others.filter((endpoint) => !isFixed(endpoint)).map(fastRoute),
];
