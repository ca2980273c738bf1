import { safeFileName } from "@/lib/media/file-name";

/** What `safeFileName` keeps of a name. */
const most = 80;
/** What is kept of a job's title beside the longest part. */
const least = 30;

/** The name, without its ending, of a file that is saved of a job: "Dandelion - Scene 2 clip"; of its result, "Dandelion". */
export function savedName(job: string, part = ""): string {
  const own = safeFileName(part) ?? "";
  const title = safeFileName(job) ?? "";
  if (!own || !title) return own || title;
  return safeFileName(`${shortened(title, Math.max(least, most - [...own].length - 3))} - ${own}`) ?? "";
}

/** As many whole words as fit; texts without spaces are cut anywhere. */
function shortened(text: string, letters: number): string {
  const all = [...text];
  if (all.length <= letters) return text;
  const kept = all.slice(0, letters).join("");
  const words = all[letters] === " " ? kept : kept.replace(/\s+\S*$/, "");
  return words.trim();
}
