"use client";

import { useTranslations } from "use-intl";
import { Button } from "./_ui/button";
import { Notice } from "./_ui/notice";

/** A page of the studio that broke: the header stays, so that one can go elsewhere. */
export default function StudioError({ reset }: { error: Error; reset: () => void }) {
  const t = useTranslations("broken");
  return (
    <Notice title={t("title")} text={t("text")}>
      <Button onClick={reset}>{t("again")}</Button>
    </Notice>
  );
}
