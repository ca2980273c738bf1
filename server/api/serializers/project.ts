import type { Project } from "@/lib/schemas/keep";

/** A project as the API shows it: its name identifies it. */
export const presentProject = ({ name, jobs }: { name: string; jobs: number }): Project => ({
  id: name,
  object: "project",
  name,
  jobs,
});
