import type { Metadata } from "next";
import Link from "next/link";
import { withBase } from "@/server/http/base-path";
import { Mark } from "../(studio)/_ui/mark";
import { groups, objects } from "./description";
import { Fields, TypeOf } from "./fields";
import { OperationOf } from "./operation";

export const metadata: Metadata = { title: "API reference" };
/** Rendered per request: its addresses are settings. */
export const dynamic = "force-dynamic";

/** The API reference, made from the OpenAPI description; loads nothing from other sites. */
export default function Reference() {
  return (
    <div lang="en" className="mx-auto grid max-w-[88rem] gap-10 px-4 py-8 sm:px-8 lg:grid-cols-[15rem_minmax(0,1fr)]">
      <nav
        aria-label="Reference"
        className="flex flex-col gap-5 text-sm lg:sticky lg:top-8 lg:max-h-[calc(100dvh-4rem)] lg:self-start lg:overflow-y-auto"
      >
        <Link href="/" className="flex w-fit items-center gap-2.5 rounded-lg text-base font-semibold tracking-tight">
          <Mark className="size-7" />
          Nextscene
        </Link>
        {groups.map(({ name, calls }) => (
          <div key={name}>
            <p className="mb-1 font-semibold capitalize">{name}</p>
            <ul>
              {calls.map(({ operation: { operationId, summary } }) => (
                <li key={operationId}>
                  <a href={`#${operationId}`} className="block rounded-md py-1 text-soft hover:text-ink">
                    {summary.split(/[:;]/)[0]}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <main className="flex min-w-0 flex-col gap-12">
        <header className="flex max-w-prose flex-col gap-3">
          <h1 className="text-3xl font-semibold tracking-tight">API reference</h1>
          <p className="text-soft">
            Send your key as <code className="font-mono text-sm">X-API-Key</code>, or as a bearer token. Bodies are
            JSON, times RFC 3339, durations seconds. Every refusal is an{" "}
            <code className="font-mono text-sm">application/problem+json</code> that says what to do and names the
            field.
          </p>
          <p className="text-soft">
            For machines:{" "}
            <a href={withBase("/v1/openapi.json")} className="text-accent underline underline-offset-2">
              OpenAPI 3.1
            </a>
          </p>
        </header>
        {groups.map(({ name, calls }) => (
          <section key={name} className="flex flex-col gap-8">
            <h2 className="text-2xl font-semibold tracking-tight capitalize">{name}</h2>
            {calls.map((call) => (
              <OperationOf key={call.operation.operationId} {...call} />
            ))}
          </section>
        ))}
        <section className="flex flex-col gap-8">
          <h2 className="text-2xl font-semibold tracking-tight">Objects</h2>
          {objects.map(([name, schema]) => (
            <section key={name} id={name} className="scroll-mt-6 border-t border-line pt-6">
              <h3 className="mb-3 font-mono font-semibold">{name}</h3>
              {schema.properties ? <Fields schema={schema} /> : <TypeOf schema={schema} />}
            </section>
          ))}
        </section>
      </main>
    </div>
  );
}
