import { Lines } from "../_ui/lines";

/** What is wrong with the form as a whole, above its button. */
export function Faults({ sentences }: { sentences: string[] }) {
  if (sentences.length === 0) return null;
  return (
    <div role="alert" className="rounded-xl bg-bad-wash px-4 py-3 text-sm font-medium text-bad">
      {sentences.map((sentence) => (
        <p key={sentence}>
          <Lines text={sentence} />
        </p>
      ))}
    </div>
  );
}
