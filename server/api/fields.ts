import { z } from "zod";

/** The query parameter of lists and streams of jobs: whole jobs, or only what a list shows of them. */
export const fields = z.enum(["summary"]).optional();
