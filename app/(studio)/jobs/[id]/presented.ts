import { notFound } from "next/navigation";
import { cache } from "react";
import { currentSession } from "@/app/current-session";
import { findJob } from "@/db/jobs";
import { owns } from "@/server/api/caller";
import { presentJob } from "@/server/api/serializers/job";

/** The job when the server renders a page of it, so that it is visible at once; after that it is live. */
export const presented = cache(async (id: string) => {
  const session = await currentSession();
  const job = session && (await findJob(id));
  if (!job || job.deletedAt || !owns(session, job.keyId)) notFound();
  return presentJob(job);
});
