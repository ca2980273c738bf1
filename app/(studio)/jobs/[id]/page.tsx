import type { Metadata } from "next";
import { cookies } from "next/headers";
import { language } from "@/app/(studio)/_i18n/language";
import { findWorkflow } from "@/inngest/registry";
import { jobTitle } from "../job-picture";
import { foldsCookie, readFolds } from "./_panels/folds";
import { JobView } from "./_panels/job-view";
import { presented } from "./presented";

type Props = { params: Promise<{ id: string }> };

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
