import { readdir, readFile } from "node:fs/promises";

/** Megabytes of memory that a process group uses; null on systems without /proc. */
export async function groupMemoryMb(group: number): Promise<number | null> {
  const names = await readdir("/proc").catch(() => null);
  if (!names) return null;
  const pages = await Promise.all(names.filter((name) => /^\d+$/.test(name)).map((pid) => pagesOf(pid, group)));
  return (pages.reduce((sum, one) => sum + one, 0) * pageBytes) / 1024 ** 2;
}

const pageBytes = 4096;

/** Resident pages of a process in the group, 0 for others. Fields of proc(5): 5 is the group, 24 the resident set. */
async function pagesOf(pid: string, group: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, "latin1").catch(() => "");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return Number(fields[2]) === group ? Number(fields[21]) || 0 : 0;
}
