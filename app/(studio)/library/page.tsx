import type { Metadata } from "next";
import { translator } from "../_i18n/language";
import { LibraryView } from "./library-view";

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await translator())("library.title") });

export default async function Page() {
  const t = await translator();
  return (
    <div className="flex flex-col gap-6">
      <header className="flex flex-col gap-2">
        <h1 className="text-2xl font-semibold tracking-tight">{t("library.title")}</h1>
        <p className="max-w-3xl text-pretty text-soft">{t("library.text")}</p>
      </header>
      <LibraryView />
    </div>
  );
}
