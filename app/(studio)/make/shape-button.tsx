type Props = { title: string; ratio: number; isChosen: boolean; onChoose: () => void };

/** A button with the outline of a frame. */
export function ShapeButton({ title, ratio, isChosen, onChoose }: Props) {
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      onClick={onChoose}
      className="inline-flex min-h-10 items-center gap-2 rounded-xl px-3.5 text-sm font-medium ring-1 ring-edge/60 ring-inset transition hover:bg-sunken aria-pressed:bg-accent-wash aria-pressed:ring-2 aria-pressed:ring-accent"
    >
      <span
        aria-hidden
        className="w-auto rounded-[3px] ring-[1.5px] ring-current"
        style={{ height: ratio > 1 ? `${1 / ratio}rem` : "1rem", aspectRatio: ratio }}
      />
      {title}
    </button>
  );
}
