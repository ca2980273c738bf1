import { headers } from "next/headers";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { currentSession } from "@/app/current-session";
import { otherServices, presentModels } from "@/server/api/serializers/model";
import { askedPath, signInPage } from "@/server/http/client-address";
import { LiveJobs } from "./_data/live-jobs";
import { Models } from "./_data/models";
import { MadeNow } from "./_data/server-time";
import { TabWatch } from "./_data/tab-watch";
import { translator } from "./_i18n/language";
import { Header } from "./_ui/header";
import { UndoBar } from "./jobs/_keep/undo-bar";

export default async function StudioLayout({ children }: { children: ReactNode }) {
  if (!(await currentSession())) redirect(signInPage(askedPath(await headers())));
  const t = await translator();
  return (
    <MadeNow at={Date.now()}>
      <Models models={await presentModels()} services={otherServices()}>
        <LiveJobs>
          <a
            href="#content"
            className="sr-only z-40 rounded-xl bg-raised px-4 py-2 shadow-lift focus:not-sr-only focus:fixed focus:top-3 focus:left-3"
          >
            {t("skip")}
          </a>
          <TabWatch />
          <Header />
          <UndoBar />
          <main id="content" className="mx-auto w-full max-w-[96rem] px-4 pt-6 pb-24 sm:px-8 sm:pt-8">
            {children}
          </main>
        </LiveJobs>
      </Models>
    </MadeNow>
  );
}
