import { Terminal } from "lucide-react";
import type { Metadata } from "next";
import { translator } from "../(studio)/language";
import { Notice } from "../(studio)/ui/notice";

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await translator())("signIn.title") });

export default async function SignInNeeded() {
  const t = await translator();
  return (
    <main>
      <Notice title={t("signIn.title")} text={t("signIn.text")}>
        <p className="flex items-center gap-3 rounded-xl bg-sunken px-4 py-3 text-left font-mono text-sm text-soft">
          <Terminal aria-hidden className="size-4 shrink-0" />
          <span className="min-w-0 break-all">{t("signIn.example")}</span>
        </p>
        <p className="text-sm text-faint">{t("signIn.again")}</p>
      </Notice>
    </main>
  );
}
