import { findJobs } from "@/db/job-list";
import type { LibraryRow } from "@/db/library";
import { titleIn } from "@/lib/job-title";
import type { LibraryItem } from "@/lib/schemas/keep";
import { presentAsset } from "./asset";

/** Files of the library as the API shows them, with one query for their jobs. */
export async function presentFiles(rows: LibraryRow[]): Promise<LibraryItem[]> {
  const jobs = await findJobs([...new Set(rows.flatMap(({ jobId }) => jobId ?? []))]);
  const titles = new Map(jobs.map((job) => [job.id, titleIn(job)]));
  return rows.map(({ asset, jobId }) => {
    const { step: _, field: __, ...shown } = presentAsset(asset);
    return {
      ...shown,
      object: "file",
      name: asset.name,
      starred: asset.starred,
      isUpload: asset.heldUntil !== null,
      jobId,
      title: (jobId !== null && titles.get(jobId)) || null,
      createdAt: asset.createdAt.toISOString(),
      expiresAt: asset.starred ? null : (asset.expiresAt?.toISOString() ?? null),
    };
  });
}
