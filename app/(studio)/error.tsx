"use client";

import { useTranslations } from "use-intl";
import { Button } from "./_ui/button";
import { Notice } from "./_ui/notice";

/** The error page of the studio; it keeps the header, so that the user can go elsewhere. */
export default function StudioError({ reset }: { error: Error; reset: () => void }) {
  const t = useTranslations("broken");
  return (
    <Notice title={t("title")} text={t("text")}>
      <Button onClick={reset}>{t("again")}</Button>
    </Notice>
  );
}
