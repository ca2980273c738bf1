/** A description of the API: names between backticks are code. */
export function Prose({ text }: { text: string }) {
  return text.split("`").map((part, i) =>
    i % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts never change
      <code key={i} className="font-mono text-[0.9em] break-words">
        {part}
      </code>
    ) : (
      part
    ),
  );
}
