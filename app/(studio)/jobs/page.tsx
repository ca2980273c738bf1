import type { Metadata } from "next";
import { translator } from "../_i18n/language";
import { JobList } from "./job-list";

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await translator())("jobs.title") });

export default async function Page() {
  const t = await translator();
  return (
    <div className="flex flex-col gap-6">
      <header className="flex flex-col gap-2">
        <h1 className="text-2xl font-semibold tracking-tight">{t("jobs.title")}</h1>
        <p className="text-soft">{t("jobs.text")}</p>
      </header>
      <JobList />
    </div>
  );
}
