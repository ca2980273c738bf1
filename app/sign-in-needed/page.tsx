import { KeyRound, Terminal } from "lucide-react";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { currentSession } from "@/app/current-session";
import { withBase } from "@/server/http/base-path";
import { ownPath, signInReasons } from "@/server/http/client-address";
import { translator } from "../(studio)/_i18n/language";
import { LanguageMenu } from "../(studio)/_i18n/language-menu";
import { Button } from "../(studio)/_ui/button";
import { Mark } from "../(studio)/_ui/mark";

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await translator())("signIn.title") });

type Query = Promise<Record<string, string | string[] | undefined>>;

/** A plain form: works without scripts, and with password managers. */
export default async function SignInNeeded({ searchParams }: { searchParams: Query }) {
  const query = await searchParams;
  const next = ownPath([query.next].flat()[0]);
  if (await currentSession()) redirect(next);
  const t = await translator();
  const reason = signInReasons.find((one) => one === query.reason);
  const isRefused = reason === "wrong" || reason === "many";
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-md flex-col justify-center gap-6 px-5 py-12">
      <div className="flex items-center justify-between">
        <Mark className="size-11" />
        <span className="-mr-2.5">
          <LanguageMenu />
        </span>
      </div>
      <div className="flex flex-col gap-1.5">
        <h1 className="text-2xl font-semibold tracking-tight">{t("signIn.title")}</h1>
        <p className="text-pretty text-soft">{t("signIn.text")}</p>
      </div>
      {reason && (
        <p
          id="reason"
          role="alert"
          className={`rounded-xl px-4 py-3 text-sm text-pretty ${isRefused ? "bg-bad-wash font-medium text-bad" : "bg-accent-wash text-ink"}`}
        >
          {t(`signIn.reason.${reason}`)}
        </p>
      )}
      <form method="post" action={withBase("/sign-in")} className="flex flex-col gap-3">
        <input type="hidden" name="next" value={next} />
        <label htmlFor="key" className="text-sm font-medium">
          {t("signIn.key")}
        </label>
        <input
          id="key"
          name="key"
          type="password"
          required
          autoComplete="current-password"
          autoCapitalize="none"
          spellCheck={false}
          placeholder="ns_…"
          aria-invalid={reason === "wrong" || undefined}
          aria-describedby={reason && "reason"}
          className="min-h-12 w-full min-w-0 rounded-xl bg-raised px-3.5 font-mono ring-1 ring-edge ring-inset placeholder:text-faint aria-invalid:ring-2 aria-invalid:ring-bad"
        />
        <Button kind="main" size="large" type="submit">
          <KeyRound aria-hidden />
          {t("signIn.go")}
        </Button>
      </form>
      <section aria-labelledby="link" className="flex flex-col gap-2.5 border-t border-line pt-6">
        <h2 id="link" className="font-semibold">
          {t("signIn.or")}
        </h2>
        <p className="text-sm text-pretty text-soft">{t("signIn.link")}</p>
        <p className="flex items-center gap-3 rounded-xl bg-sunken px-4 py-3 font-mono text-sm text-soft">
          <Terminal aria-hidden className="size-4 shrink-0" />
          <code className="min-w-0 break-all">npm run key -- link &lt;id&gt;</code>
        </p>
      </section>
    </main>
  );
}
