import type { Metadata } from "next";
import Link from "next/link";
import { withBase } from "@/server/http/base-path";
import { language, translator } from "../(studio)/_i18n/language";
import { LanguageMenu } from "../(studio)/_i18n/language-menu";
import { Mark } from "../(studio)/_ui/mark";
import { More } from "../(studio)/_ui/more";
import { Contents, groupTitle } from "./contents";
import { groups, objects } from "./description";
import { Fields, TypeOf } from "./fields";
import { Anchor, OperationOf } from "./operation";
import { Search } from "./search";

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await translator())("reference.title") });
/** Rendered per request: its addresses are settings. */
export const dynamic = "force-dynamic";

/** The API reference, made from the OpenAPI description; loads nothing from other sites. */
export default async function Reference() {
  const [t, spoken] = [await translator(), await language()];
  const [before = "", middle = "", after = ""] = t("reference.intro", { header: "\0", problem: "\0" }).split("\0");
  return (
    <div className="mx-auto grid max-w-[88rem] gap-x-10 gap-y-6 px-4 py-6 sm:px-8 lg:grid-cols-[16rem_minmax(0,1fr)] lg:py-8">
      <div className="flex flex-col gap-4 text-sm lg:sticky lg:top-8 lg:max-h-[calc(100dvh-4rem)] lg:self-start lg:pr-1">
        <header className="flex items-center justify-between">
          <Link href="/" className="flex w-fit items-center gap-2.5 rounded-lg text-base font-semibold tracking-tight">
            <Mark className="size-7" />
            Nextscene
          </Link>
          <LanguageMenu />
        </header>
        <Search />
        <nav aria-label={t("reference.label")} className="min-h-0 max-lg:hidden lg:overflow-y-auto">
          <Contents t={t} spoken={spoken} />
        </nav>
        <div className="rounded-xl bg-raised px-3 py-1.5 ring-1 ring-line lg:hidden">
          <More title={t("reference.contents")}>
            <nav aria-label={t("reference.label")} className="px-1 py-3">
              <Contents t={t} spoken={spoken} />
            </nav>
          </More>
        </div>
      </div>
      <main className="flex min-w-0 flex-col gap-12">
        <header className="flex max-w-prose flex-col gap-3">
          <h1 className="text-3xl font-semibold tracking-tight">{t("reference.title")}</h1>
          <p className="text-soft">
            {before}
            <code className="font-mono text-sm">X-API-Key</code>
            {middle}
            <code className="font-mono text-sm break-words">application/problem+json</code>
            {after}
          </p>
          <p className="text-soft">
            {t("reference.machines")}{" "}
            <a href={withBase("/v1/openapi.json")} className="text-accent underline underline-offset-2">
              OpenAPI 3.1
            </a>
          </p>
        </header>
        {groups.map(({ name, calls }) => (
          <section key={name} data-group className="flex flex-col gap-8">
            <h2 className="text-2xl font-semibold tracking-tight">{groupTitle(name, t)}</h2>
            {calls.map((call) => (
              <OperationOf key={call.operation.operationId} {...call} t={t} spoken={spoken} />
            ))}
          </section>
        ))}
        <section data-group className="flex flex-col gap-8">
          <h2 className="text-2xl font-semibold tracking-tight">{t("reference.objects")}</h2>
          {objects.map(([name, schema]) => (
            <section key={name} id={name} data-entry className="scroll-mt-6 border-t border-line pt-6">
              <div className="mb-3">
                <Anchor id={name} label={t("reference.link", { what: name })}>
                  <h3 className="font-mono font-semibold break-all">{name}</h3>
                </Anchor>
              </div>
              {schema.properties ? <Fields schema={schema} t={t} spoken={spoken} /> : <TypeOf schema={schema} t={t} />}
            </section>
          ))}
        </section>
      </main>
    </div>
  );
}
