import { translator } from "./_i18n/language";
import { LinkButton } from "./_ui/link-button";
import { Notice } from "./_ui/notice";

/** The not-found page inside the studio, with its header. */
export default async function NotFound() {
  const t = await translator();
  return (
    <Notice title={t("notFound.title")} text={t("notFound.text")}>
      <LinkButton href="/">{t("notFound.home")}</LinkButton>
    </Notice>
  );
}
