import { findJobs } from "@/db/job-list";
import type { LibraryRow } from "@/db/library";
import { titleIn } from "@/lib/job-title";
import type { LibraryItem } from "@/lib/schemas/keep";
import { presentAsset } from "./asset";

/** Files of the library as the API shows them, with one query for their jobs. */
export async function presentFiles(rows: LibraryRow[]): Promise<LibraryItem[]> {
  const titles = await titlesOf(rows);
  return rows.map((row) => shown(row, titles));
}

export const presentFile = async (row: LibraryRow): Promise<LibraryItem> => shown(row, await titlesOf([row]));

async function titlesOf(rows: LibraryRow[]): Promise<Map<string, string | null>> {
  const jobs = await findJobs([...new Set(rows.flatMap(({ jobId }) => jobId ?? []))]);
  return new Map(jobs.map((job) => [job.id, titleIn(job)]));
}

function shown({ asset, jobId }: LibraryRow, titles: Map<string, string | null>): LibraryItem {
  const { step: _, field: __, ...file } = presentAsset(asset);
  return {
    ...file,
    object: "file",
    name: asset.name,
    starred: asset.starred,
    isUpload: asset.heldUntil !== null,
    jobId,
    title: (jobId !== null && titles.get(jobId)) || null,
    createdAt: asset.createdAt.toISOString(),
    expiresAt: asset.starred ? null : (asset.expiresAt?.toISOString() ?? null),
  };
}
