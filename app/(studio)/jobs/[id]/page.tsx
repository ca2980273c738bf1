import type { Metadata } from "next";
import { translator } from "../../language";
import { JobView } from "./job-view";

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await translator())("job.film") });

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <JobView key={id} id={id} />;
}
