import { translator } from "./(studio)/language";
import { FileButton } from "./(studio)/ui/button";
import { Notice } from "./(studio)/ui/notice";
import { withBase } from "./base-path";

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
