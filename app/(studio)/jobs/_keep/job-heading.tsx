"use client";

import { Star } from "lucide-react";
import { useRouter } from "next/navigation";
import { lazy, Suspense, useState } from "react";
import { useTranslations } from "use-intl";
import type { Job } from "@/lib/schemas/job";
import { langOf } from "../../_ui/text-language";
import { JobMenu } from "./job-menu";

const TitleForm = lazy(() => import("./title-form"));

type Props = {
  job: Pick<Job, "id" | "status" | "starred" | "project">;
  title: string;
  onChanged: () => void;
};

/** The title of a job's page, with its star and project, and what can be done with the job. */
export function JobHeading({ job, title, onChanged }: Props) {
  const t = useTranslations("keep");
  const router = useRouter();
  const [isRenaming, setRenaming] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const changed = (said: string | null) => {
    setProblem(said);
    onChanged();
  };
  return (
    <div className="flex flex-col gap-1">
      <div className="flex items-start gap-2">
        {isRenaming ? (
          <Suspense>
            <TitleForm
              id={job.id}
              title={title}
              className="max-w-5xl text-xl font-semibold"
              onDone={(said) => {
                setRenaming(false);
                changed(said);
              }}
            />
          </Suspense>
        ) : (
          <h1
            lang={langOf(title)}
            title={title}
            className="line-clamp-2 max-w-5xl pb-1 text-2xl font-semibold tracking-tight text-balance"
          >
            {title}
          </h1>
        )}
        {job.starred && (
          <Star role="img" aria-label={t("starred")} className="mt-2 size-4 shrink-0 fill-accent text-accent" />
        )}
        <JobMenu
          className="ml-auto"
          job={job}
          onRename={() => setRenaming(true)}
          onProblem={changed}
          onDeleted={() => router.push("/jobs")}
        />
      </div>
      {job.project && (
        <p dir="auto" className="text-sm text-faint">
          {job.project}
        </p>
      )}
      {problem && (
        <p role="alert" className="text-sm text-bad">
          {problem}
        </p>
      )}
    </div>
  );
}
