import { type Call, type Operation, resolve, type Schema, summaryIn } from "./description";
import { Fields, TypeOf, type Words } from "./fields";
import { inLanguage } from "./in-language";
import { Prose } from "./prose";
import { Samples } from "./samples";

const looks: Record<string, string> = {
  GET: "bg-good-wash text-good",
  POST: "bg-accent-wash text-accent",
  PATCH: "bg-accent-wash text-accent",
  PUT: "bg-accent-wash text-accent",
  DELETE: "bg-bad-wash text-bad",
};

/** One operation: its parameters and body, an example, code, and its answers. */
export function OperationOf({ method, path, operation, t, spoken }: Call & { t: Words; spoken: string }) {
  const summary = summaryIn(spoken, operation);
  const { operationId, description, security, responses, requestBody } = operation;
  const body = requestBody?.content["application/json"]?.schema;
  const kinds = Object.keys(requestBody?.content ?? {});
  const example = body && resolve(body).examples?.[0];
  return (
    <section id={operationId} data-entry className="scroll-mt-6 border-t border-line pt-8">
      <Anchor id={operationId} label={t("reference.link", { what: summary.replaceAll("`", "") })}>
        <h3 className="text-lg font-semibold tracking-tight">
          <Prose text={summary} />
        </h3>
      </Anchor>
      <p className="mt-2 flex flex-wrap items-center gap-2">
        <span className={`rounded-md px-2 py-0.5 font-mono text-xs font-semibold ${looks[method] ?? ""}`}>
          {method}
        </span>
        <code className="font-mono text-sm break-all">{path}</code>
        {security?.length === 0 && <span className="text-sm text-faint">{t("reference.noKey")}</span>}
      </p>
      {description && (
        <p className="mt-3 max-w-prose whitespace-pre-line text-soft">
          <Prose text={inLanguage(spoken, description)} />
        </p>
      )}
      <Parameters operation={operation} t={t} spoken={spoken} />
      {body ? (
        <Part title={t("reference.body")}>
          {resolve(body).properties ? (
            <Fields schema={resolve(body)} t={t} spoken={spoken} isSent />
          ) : (
            <TypeOf schema={body} t={t} />
          )}
        </Part>
      ) : (
        kinds.length > 0 && <Part title={t("reference.body")}>{kinds.join(", ")}</Part>
      )}
      {example !== undefined && (
        <Part title={t("reference.example")}>
          <pre
            // Makes wide code scrollable by keyboard.
            // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
            tabIndex={0}
            className="overflow-x-auto rounded-xl bg-sunken p-4 font-mono text-sm"
          >
            {JSON.stringify(example, null, 2)}
          </pre>
        </Part>
      )}
      {(body || kinds.length === 0) && (
        <Samples method={method} path={path} body={example} {...answerKind(operation)} />
      )}
      <Part title={t("reference.answers")}>
        <dl className="flex flex-col gap-2 text-sm">
          {Object.entries(responses).map(([status, { description, content }]) => (
            <div key={status} className="grid grid-cols-[3rem_minmax(0,1fr)] gap-2">
              <dt className="font-mono font-semibold">{status}</dt>
              <dd className="whitespace-pre-line text-soft">
                <Prose text={inLanguage(spoken, description)} />{" "}
                {shown(content) && <TypeOf schema={shown(content) ?? {}} t={t} />}
              </dd>
            </div>
          ))}
        </dl>
      </Part>
    </section>
  );
}

const shown = (content: Record<string, { schema: Schema }> | undefined) => content?.["application/json"]?.schema;

/** Of streams and files only curl makes short code: `flags` are its own. */
function answerKind({ responses }: Operation): { flags?: string } {
  const types = Object.keys(responses["200"]?.content ?? {});
  if (types.length === 0 || types.some((type) => type.includes("json"))) return {};
  return { flags: types.includes("text/event-stream") ? "-N" : "-OJ" };
}

/** A heading with a link to itself. */
export const Anchor = ({ id, label, children }: { id: string; label: string; children: React.ReactNode }) => (
  <div className="group flex items-baseline gap-2">
    {children}
    <a
      href={`#${id}`}
      aria-label={label}
      className="rounded-md px-1 text-faint opacity-0 group-hover:opacity-100 hover:text-accent focus-visible:opacity-100"
    >
      #
    </a>
  </div>
);

const places = ["path", "query", "header"] as const;

type ParametersProps = Pick<Call, "operation"> & { t: Words; spoken: string };

function Parameters({ operation: { parameters = [] }, t, spoken }: ParametersProps) {
  if (parameters.length === 0) return null;
  const schema = {
    required: parameters.filter(({ required }) => required).map(({ name }) => name),
    properties: Object.fromEntries(
      parameters.map(({ name, in: place, description, schema }) => {
        const known = places.find((one) => one === place);
        return [name, { ...schema, description, ...(known && { place: t(`reference.place.${known}`) }) }];
      }),
    ),
  };
  return (
    <Part title={t("reference.parameters")}>
      <Fields schema={schema} t={t} spoken={spoken} isSent />
    </Part>
  );
}

const Part = ({ title, children }: { title: string; children: React.ReactNode }) => (
  <div className="mt-5">
    <h4 className="mb-2 text-sm font-semibold text-faint">{title}</h4>
    {children}
  </div>
);
