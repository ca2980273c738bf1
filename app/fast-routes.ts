import { engineCall, type FastRoute, fastRoute } from "@/server/entry/fast-path";
import { POST as engine } from "./api/inngest/route";
import { endpoints } from "./endpoints";

const parameters = ({ definition }: (typeof endpoints)[number]) => definition.path.split("{").length - 1;
const others = endpoints.filter((endpoint) => endpoint !== engine).sort((a, b) => parameters(a) - parameters(b));

/** What bypasses Next: all but the pages of the studio. Of two paths that fit, the one with fewer parameters is first. */
export const fastRoutes: FastRoute[] = [{ ...fastRoute(engine), answer: engineCall }, ...others.map(fastRoute)];
