import { BookOpen } from "lucide-react";
import type { Metadata } from "next";
import { translator } from "../_i18n/language";
import { LanguageMenu } from "../_i18n/language-menu";
import { LinkButton } from "../_ui/link-button";
import { Keys } from "./keys";
import { Notifications } from "./notifications";
import { OwnKey } from "./own-key";
import { Providers } from "./providers";
import { Services } from "./services";
import { SignOut } from "./sign-out";
import { Webhooks } from "./webhooks";

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await translator())("settings.title") });

export default async function Page() {
  const t = await translator();
  return (
    <div className="mx-auto flex max-w-5xl flex-col gap-6">
      <header className="flex flex-wrap items-center justify-between gap-3">
        <h1 className="text-2xl font-semibold tracking-tight">{t("settings.title")}</h1>
        <div className="-mx-2.5 flex flex-wrap items-center">
          <LinkButton kind="quiet" size="small" href="/reference">
            <BookOpen aria-hidden />
            {t("settings.reference")}
          </LinkButton>
          <span className="md:hidden">
            <LanguageMenu />
          </span>
          <SignOut />
        </div>
      </header>
      <OwnKey />
      <Services />
      <Providers />
      <Notifications />
      <Keys />
      <Webhooks />
    </div>
  );
}
