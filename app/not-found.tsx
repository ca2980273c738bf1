import { translator } from "./(studio)/language";
import { LinkButton } from "./(studio)/ui/button";
import { Notice } from "./(studio)/ui/notice";

export default async function NotFound() {
  const t = await translator();
  return (
    <main>
      <Notice title={t("notFound.title")} text={t("notFound.text")}>
        <LinkButton href="/">{t("notFound.home")}</LinkButton>
      </Notice>
    </main>
  );
}
