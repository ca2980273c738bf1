import { door } from "@/app/door";
import { streamJobs } from "@/app/stream";

export const GET = door("key", streamJobs);
export const dynamic = "force-dynamic";
