import { langOf } from "./text-language";

/** Sentences on separate lines, each with its own language: ours, and English messages of servers. */
export const Lines = ({ text }: { text: string }) =>
  text.split("\n").map((line) => (
    <span key={line} lang={langOf(line)} className="block">
      {line}
    </span>
  ));
