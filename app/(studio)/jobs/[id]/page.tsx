import type { Metadata } from "next";
import { words } from "../../words";
import { JobView } from "./job-view";

export const metadata: Metadata = { title: words.job.film };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <JobView key={id} id={id} />;
}
