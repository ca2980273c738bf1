import { type Call, resolve, type Schema } from "./description";
import { Fields, TypeOf } from "./fields";

const looks: Record<string, string> = {
  GET: "bg-good-wash text-good",
  POST: "bg-accent-wash text-accent",
  PATCH: "bg-accent-wash text-accent",
  PUT: "bg-accent-wash text-accent",
  DELETE: "bg-bad-wash text-bad",
};

/** One operation: its parameters and body, an example, and its answers. */
export function OperationOf({ method, path, operation }: Call) {
  const body = operation.requestBody?.content["application/json"]?.schema;
  const kinds = Object.keys(operation.requestBody?.content ?? {});
  const example = body && resolve(body).examples?.[0];
  return (
    <section id={operation.operationId} className="scroll-mt-6 border-t border-line pt-8">
      <h3 className="text-lg font-semibold tracking-tight">{operation.summary}</h3>
      <p className="mt-2 flex flex-wrap items-center gap-2">
        <span className={`rounded-md px-2 py-0.5 font-mono text-xs font-semibold ${looks[method] ?? ""}`}>
          {method}
        </span>
        <code className="font-mono text-sm break-all">{path}</code>
        {operation.security?.length === 0 && <span className="text-sm text-faint">without a key</span>}
      </p>
      {operation.description && <p className="mt-3 max-w-prose text-soft">{operation.description}</p>}
      <Parameters operation={operation} />
      {body ? (
        <Part title="Body">
          {resolve(body).properties ? <Fields schema={resolve(body)} /> : <TypeOf schema={body} />}
        </Part>
      ) : (
        kinds.length > 0 && <Part title="Body">{kinds.join(", ")}</Part>
      )}
      {example !== undefined && (
        <Part title="Example">
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
      <Part title="Answers">
        <dl className="flex flex-col gap-2 text-sm">
          {Object.entries(operation.responses).map(([status, { description, content }]) => (
            <div key={status} className="grid grid-cols-[3rem_minmax(0,1fr)] gap-2">
              <dt className="font-mono font-semibold">{status}</dt>
              <dd className="whitespace-pre-line text-soft">
                {description} {shown(content) && <TypeOf schema={shown(content) ?? {}} />}
              </dd>
            </div>
          ))}
        </dl>
      </Part>
    </section>
  );
}

const shown = (content: Record<string, { schema: Schema }> | undefined) => content?.["application/json"]?.schema;

function Parameters({ operation: { parameters = [] } }: Pick<Call, "operation">) {
  if (parameters.length === 0) return null;
  const schema = {
    required: parameters.filter(({ required }) => required).map(({ name }) => name),
    properties: Object.fromEntries(
      parameters.map(({ name, in: place, description, schema }) => [
        name,
        { ...schema, description: [description, `In the ${place}.`].filter(Boolean).join(" ") },
      ]),
    ),
  };
  return (
    <Part title="Parameters">
      <Fields schema={schema} />
    </Part>
  );
}

const Part = ({ title, children }: { title: string; children: React.ReactNode }) => (
  <div className="mt-5">
    <h4 className="mb-2 text-sm font-semibold text-faint">{title}</h4>
    {children}
  </div>
);
