import { translator } from "./language";
import { LinkButton } from "./ui/link-button";
import { Notice } from "./ui/notice";

/** Inside the studio, with its header. */
export default async function NotFound() {
  const t = await translator();
  return (
    <Notice title={t("notFound.title")} text={t("notFound.text")}>
      <LinkButton href="/">{t("notFound.home")}</LinkButton>
    </Notice>
  );
}
