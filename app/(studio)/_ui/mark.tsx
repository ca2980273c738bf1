/** The logo: one frame, and the ones that come next. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={className} aria-hidden="true">
      <rect x="3" y="6" width="17" height="20" rx="4" className="fill-accent" />
      <path d="M9.2 11.6v8.8l6.9-4.4z" className="fill-on-accent" />
      <path d="M24 9v14M28.5 12v8" className="stroke-accent" strokeWidth="2.6" strokeLinecap="round" opacity=".6" />
    </svg>
  );
}
