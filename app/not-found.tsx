import { withBase } from "@/server/http/base-path";
import { translator } from "./(studio)/_i18n/language";
import { FileButton } from "./(studio)/_ui/button";
import { Notice } from "./(studio)/_ui/notice";

export default async function NotFound() {
  const t = await translator();
  return (
    <main>
      <Notice title={t("notFound.title")} text={t("notFound.text")}>
        <FileButton href={withBase("/")}>{t("notFound.home")}</FileButton>
      </Notice>
    </main>
  );
}
