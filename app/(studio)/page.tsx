import { translator } from "./_i18n/language";
import { MakePage } from "./make/make-page";
import { samples } from "./make/samples";

export default async function Page() {
  const t = await translator();
  return (
    <div className="mx-auto flex max-w-6xl flex-col gap-8 sm:gap-10">
      <header className="flex flex-col gap-3">
        <h1 className="text-3xl font-semibold tracking-tight text-balance">{t("make.title")}</h1>
        <p className="text-lg text-pretty text-soft">{t("make.text")}</p>
      </header>
      <MakePage samples={await samples()} />
    </div>
  );
}
