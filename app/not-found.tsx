import { translator } from "./(studio)/language";
import { FileButton } from "./(studio)/ui/button";
import { Notice } from "./(studio)/ui/notice";

export default async function NotFound() {
  const t = await translator();
  return (
    <main>
      <Notice title={t("notFound.title")} text={t("notFound.text")}>
        <FileButton href="/">{t("notFound.home")}</FileButton>
      </Notice>
    </main>
  );
}
