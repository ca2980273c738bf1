/** What the shots of a storyboard and the scenes of a script have in common: each has a length and words. */

export const newId = () => `new-${Math.random().toString(36).slice(2)}`;

export function moveTo<T>(parts: T[], from: number, to: number): T[] {
  const moved = parts[from];
  return moved === undefined ? parts : parts.toSpliced(from, 1).toSpliced(to, 0, moved);
}

type Part = { duration: number; dialogue: string };

/** Each half of a split part needs its second. */
export const canSplit = ({ duration }: Pick<Part, "duration">) => duration >= 2;

/** Two parts of one: each has half of its seconds and of its sentences. */
export function halvesOf<T extends Part>(whole: T): [T, T] {
  const sentences = whole.dialogue.match(/[^.!?。！？]+[.!?。！？]*\s*/g) ?? [];
  const half = Math.ceil(sentences.length / 2);
  const words = (from: number, to?: number) => sentences.slice(from, to).join("").trim();
  const first = Math.round(whole.duration * 5) / 10;
  const rest = Math.round((whole.duration - first) * 10) / 10;
  return [
    { ...whole, duration: first, dialogue: words(0, half) },
    { ...whole, duration: rest, dialogue: words(half) },
  ];
}
