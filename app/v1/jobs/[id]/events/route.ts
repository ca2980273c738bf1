import { door } from "@/app/door";
import { streamJob } from "@/app/stream";
import { ownJob } from "@/app/v1/jobs/own-job";

export const GET = door("key", async (visit) => streamJob((await ownJob(visit)).id, visit));
export const dynamic = "force-dynamic";
