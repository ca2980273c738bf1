import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { CopyAs } from "@/app/(studio)/_code/copy-as";
import { requestOf } from "@/app/(studio)/_code/job-request";
import { KindIcon } from "@/app/(studio)/_ui/file-card";
import { Picture } from "@/app/(studio)/_ui/picture";
import { thumbnailUrl } from "@/app/(studio)/_ui/stable-url";
import { langOf } from "@/app/(studio)/_ui/text-language";
import { UseIn } from "@/app/(studio)/library/use-in";
import { useChoiceWords } from "@/app/(studio)/make/choice-words";
import { asText, readForm } from "@/app/(studio)/make/schema-form";
import type { Job, Model } from "@/lib/schemas/job";

/** Values up to this length are on the line of their title. */
const shortLength = 20;

/** The caller's input: the media, and every option under its title in the form. */
export function Given({ job, model }: { job: Job; model: Model | undefined }) {
  const t = useTranslations("job");
  const wordOf = useChoiceWords();
  const fields = useMemo(() => (model ? readForm(model.input).options : []), [model]);
  const options = Object.entries(job.options).map(([name, value]) => {
    const field = fields.find((one) => one.name === name);
    const spoken = (one: unknown) => (field?.choices.includes(one) ? wordOf(one) : asText(one));
    const text = Array.isArray(value) ? value.map(spoken).join("\n") : spoken(value);
    return { name, title: field?.title ?? name, text };
  });
  return (
    <section aria-labelledby="given" className="flex flex-col gap-3 border-t border-line pt-5">
      <div className="-my-2 -mr-3 flex items-center justify-between gap-2">
        <h2 id="given" className="text-sm font-medium text-faint">
          {t("given")}
        </h2>
        <CopyAs request={requestOf(job)} />
      </div>
      {job.inputs.length > 0 && (
        <ul className="grid grid-cols-3 gap-2">
          {job.inputs.map((input, i) => (
            <li key={input.id} className="relative aspect-square overflow-hidden rounded-xl bg-sunken">
              {input.thumbnailUrl ? (
                <Picture
                  src={thumbnailUrl(input)}
                  alt={t("givenNth", { n: i + 1 })}
                  className="size-full object-cover"
                />
              ) : (
                <KindIcon output={input} />
              )}
              <UseIn
                file={input}
                name={t("givenNth", { n: i + 1 })}
                isSign
                className="absolute right-1 bottom-1 bg-black/70 text-white! backdrop-blur hover:bg-black/85!"
              />
            </li>
          ))}
        </ul>
      )}
      <dl className="flex flex-col gap-2 text-sm">
        {options.map(({ name, title, text }) => (
          <div key={name} className={text.length > shortLength ? "" : "flex justify-between gap-4"}>
            <dt className="text-faint">{title}</dt>
            <dd lang={langOf(text)} title={text} className="line-clamp-4 break-words whitespace-pre-line">
              {text}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
