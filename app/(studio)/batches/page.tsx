import { Plus } from "lucide-react";
import type { Metadata } from "next";
import { translator } from "../_i18n/language";
import { LinkButton } from "../_ui/link-button";
import { BatchList } from "./batch-list";

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await translator())("batches.title") });

export default async function Page() {
  const t = await translator();
  return (
    <div className="flex flex-col gap-6">
      <header className="flex flex-wrap items-start justify-between gap-3">
        <div className="flex flex-col gap-2">
          <h1 className="text-2xl font-semibold tracking-tight">{t("batches.title")}</h1>
          <p className="text-soft">{t("batches.text")}</p>
        </div>
        <LinkButton kind="main" href="/batches/new">
          <Plus aria-hidden />
          {t("batches.new")}
        </LinkButton>
      </header>
      <BatchList />
    </div>
  );
}
