"use client";

import { useTranslations } from "use-intl";
import { ApiProblem, fieldWords, problemWords } from "../../_data/api-problem";
import { Lines } from "../../_ui/lines";
import { langOf } from "../../_ui/text-language";

type Fault = { line: number | null; column: string | null; detail: string };

/** Why a list was refused: each error at its line, which a click selects. */
export function ListFaults({ problem, text, onLine }: { problem: unknown; text: string; onLine(line: number): void }) {
  const t = useTranslations();
  const errors = problem instanceof ApiProblem ? fieldWords(problem, t) : [];
  const lines = text.split("\n");
  const faults = errors.map(({ detail }) => faultOf(detail.split("\n").at(-1) ?? ""));
  const places = [...new Set(faults.map(({ line }) => line))];
  return (
    <div role="alert" className="flex flex-col gap-3 rounded-2xl bg-bad-wash px-4 py-3 text-bad">
      <p className="font-medium">
        {errors.length > 0 ? t("batches.faults", { n: errors.length }) : <Lines text={problemWords(problem, t)} />}
      </p>
      {errors.length > 0 && (
        <ul className="flex max-h-96 flex-col gap-3 overflow-y-auto">
          {places.map((line) => (
            <li key={line} className="flex flex-col gap-1 rounded-xl bg-raised px-3 py-2 ring-1 ring-line">
              {line !== null && (
                <button
                  type="button"
                  onClick={() => onLine(line)}
                  className="flex min-h-6 items-baseline gap-3 rounded-sm text-left text-sm text-ink"
                >
                  <span className="shrink-0 font-medium underline underline-offset-4">
                    {t("batches.line", { n: line })}
                  </span>
                  <code className="min-w-0 truncate text-soft">{lines[line - 1]}</code>
                </button>
              )}
              {faults
                .filter((fault) => fault.line === line)
                .map(({ column, detail }) => (
                  <p key={`${column} ${detail}`} className="text-sm break-words">
                    {column !== null && <code className="font-semibold">{column}: </code>}
                    <span lang={langOf(detail)}>{detail}</span>
                  </p>
                ))}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** The server's words for an error of an upload: `Line 4, column "seed": …`. */
function faultOf(words: string): Fault {
  const [, line, column = null, detail = words] = /^Line (\d+)(?:, column "([^"]*)")?: (.*)$/.exec(words) ?? [];
  return { line: line === undefined ? null : Number(line), column, detail };
}
