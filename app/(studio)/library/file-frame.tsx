import type { LibraryItem } from "@/lib/schemas/keep";
import { KindIcon } from "../_ui/file-card";
import { Picture } from "../_ui/picture";
import { thumbnailUrl } from "../_ui/stable-url";

/** The picture of a file, or the sign of its kind. */
export function FileFrame({ file }: { file: LibraryItem }) {
  const output = asOutput(file);
  return (
    <span className="relative block aspect-4/3 overflow-hidden rounded-2xl bg-sunken ring-1 ring-line">
      {file.thumbnailUrl ? (
        <Picture src={thumbnailUrl(output)} alt="" loading="lazy" className="size-full object-cover" />
      ) : (
        <KindIcon output={output} />
      )}
    </span>
  );
}

/** A file of the library as a result of a job has it: it is of no step. */
export const asOutput = (file: LibraryItem) => ({ ...file, step: null, field: null });
