import { langOf } from "./text-language";

/** Sentences one below the other, each in its own language: ours, and what was said in English. */
export const Lines = ({ text }: { text: string }) =>
  text.split("\n").map((line) => (
    <span key={line} lang={langOf(line)} className="block">
      {line}
    </span>
  ));
