"use client";

import { useId, useState } from "react";
import type { ApiCall } from "@/lib/snippets/api-call";
import { curlOf } from "@/lib/snippets/curl";
import { pythonOf } from "@/lib/snippets/python";
import { typescriptOf } from "@/lib/snippets/typescript";
import { CopyText } from "../jobs/[id]/_panels/copy-button";

const languages = { curl: curlOf, TypeScript: typescriptOf, Python: pythonOf };
type Language = keyof typeof languages;
const names = Object.keys(languages) as Language[];

/** The labels are the page's: the language of the code, and the button that copies it. */
type Props = { call: ApiCall; only?: Language; language: string; copy: string };

/** A request in each language, to copy. */
export function CodeTabs({ call, only, language: label, copy }: Props) {
  const group = useId();
  const [language, choose] = useState<Language>("curl");
  const code = languages[language](call);
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <fieldset className="flex gap-1 rounded-xl bg-sunken p-1">
          <legend className="sr-only">{label}</legend>
          {(only ? [only] : names).map((name) => (
            <label
              key={name}
              className="flex min-h-9 cursor-pointer items-center rounded-lg px-3 text-sm font-medium text-soft has-checked:bg-raised has-checked:text-ink has-checked:shadow-sm has-focus-visible:outline-2 has-focus-visible:outline-accent"
            >
              <input
                type="radio"
                name={group}
                checked={language === name}
                onChange={() => choose(name)}
                className="sr-only"
              />
              {name}
            </label>
          ))}
        </fieldset>
        <CopyText key={code} text={() => code} label={copy} className="px-4" />
      </div>
      <pre
        // Makes wide code scrollable by keyboard.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
        tabIndex={0}
        lang="en"
        className="max-h-[50dvh] overflow-auto rounded-2xl bg-sunken p-4 font-mono text-sm leading-relaxed"
      >
        {code}
      </pre>
    </div>
  );
}
