import type { Metadata } from "next";
import { cookies } from "next/headers";
import { notFound } from "next/navigation";
import { cache } from "react";
import { language } from "@/app/(studio)/_i18n/language";
import { findJob } from "@/db/jobs";
import { findWorkflow } from "@/inngest/registry";
import { owns } from "@/server/api/route";
import { presentJob } from "@/server/api/serializers/job";
import { currentSession } from "@/server/api/session";
import { jobTitle } from "../job-picture";
import { foldsCookie, readFolds } from "./_panels/folds";
import { JobView } from "./_panels/job-view";

type Props = { params: Promise<{ id: string }> };

/** The job when the server renders the page, so that it is visible at once; after that it is live. */
const presented = cache(async (id: string) => {
  const session = await currentSession();
  const job = session && (await findJob(id));
  if (!job || !owns(session, job.keyId)) notFound();
  return presentJob(job);
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const job = await presented((await params).id);
  const workflow = findWorkflow(job.model);
  const spoken = await language();
  return { title: jobTitle(job, spoken === "en" ? workflow : (workflow?.[spoken] ?? workflow)) };
}

export default async function Page({ params }: Props) {
  const { id } = await params;
  const folds = readFolds((await cookies()).get(foldsCookie)?.value);
  return <JobView key={id} first={{ ...(await presented(id)), heardAt: Date.now() }} folds={folds} />;
}
