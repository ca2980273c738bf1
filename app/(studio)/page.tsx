import { MakePage } from "./make/make-page";
import { words } from "./words";

export default function Page() {
  return (
    <div className="mx-auto flex max-w-6xl flex-col gap-8 sm:gap-10">
      <header className="flex flex-col gap-3">
        <h1 className="text-3xl font-semibold tracking-tight text-balance">{words.make.title}</h1>
        <p className="text-lg text-pretty text-soft">{words.make.text}</p>
      </header>
      <MakePage />
    </div>
  );
}
