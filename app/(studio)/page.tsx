import { currentSession } from "@/app/current-session";
import { language } from "./_i18n/language";
import { MakePage } from "./make/make-page";
import { samples } from "./make/samples";

export default async function Page() {
  const session = await currentSession();
  return (
    <div className="mx-auto flex max-w-6xl flex-col gap-8 sm:-mt-3 sm:gap-10">
      <MakePage samples={await samples(await language())} owner={session?.id ?? ""} />
    </div>
  );
}
