import type { Metadata } from "next";
import { words } from "../words";
import { JobList } from "./job-list";

export const metadata: Metadata = { title: words.jobs.title };

export default function Page() {
  return (
    <div className="flex flex-col gap-8">
      <header className="flex flex-col gap-2">
        <h1 className="text-2xl font-semibold tracking-tight">{words.jobs.title}</h1>
        <p className="text-soft">{words.jobs.text}</p>
      </header>
      <JobList />
    </div>
  );
}
