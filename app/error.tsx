"use client";

import { useTranslations } from "use-intl";
import { Button } from "./(studio)/_ui/button";
import { Notice } from "./(studio)/_ui/notice";

export default function ErrorPage({ reset }: { error: Error; reset: () => void }) {
  const t = useTranslations("broken");
  return (
    <main>
      <Notice title={t("title")} text={t("text")}>
        <Button onClick={reset}>{t("again")}</Button>
      </Notice>
    </main>
  );
}
