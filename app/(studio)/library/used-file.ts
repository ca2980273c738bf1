import type { Output } from "@/lib/schemas/job";

/** A file, or one that is made when a workflow is chosen; `make` answers null where there is none after all. */
export type UsedFile = Pick<Output, "type" | "contentType"> & ({ id: string } | { make: () => Promise<string | null> });
