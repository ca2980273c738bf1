import { readdir, readFile } from "node:fs/promises";

/** Megabytes of memory that the processes of a group use together; null where the system does not tell (no /proc). */
export async function groupMemoryMb(group: number): Promise<number | null> {
  const names = await readdir("/proc").catch(() => null);
  if (!names) return null;
  const pages = await Promise.all(names.filter((name) => /^\d+$/.test(name)).map((pid) => pagesOf(pid, group)));
  return (pages.reduce((sum, one) => sum + one, 0) * pageBytes) / 1024 ** 2;
}

const pageBytes = 4096;

/** Resident pages of a process of the group, 0 of any other. Fields of proc(5): 5 is the group, 24 the resident set. */
async function pagesOf(pid: string, group: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, "latin1").catch(() => "");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return Number(fields[2]) === group ? Number(fields[21]) || 0 : 0;
}
