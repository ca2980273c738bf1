"use client";

import { createContext, useContext } from "react";
import type { Output } from "@/lib/schemas/job";
import { savedName } from "./saved-name";
import { hereOf } from "./stable-url";

const JobName = createContext("");
/** Names the files that a page of a job saves; `value` is what the job is called. */
export const SavedByJob = JobName.Provider;

/**
 * How files are saved: `saveUrl` is the address that saves a file, `nameOf` the name alone, without an ending. `part`
 * tells a file from the others of its job. Outside the page of a job the part alone is the name.
 */
export function useSaving() {
  const job = useContext(JobName);
  const nameOf = (part?: string) => savedName(job, part);
  const saveUrl = (file: Output, part?: string) =>
    `${hereOf(file.url)}&download=${encodeURIComponent(nameOf(part) || "1")}`;
  return { nameOf, saveUrl };
}
