import { ChevronRight } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";

type Props = Omit<ComponentProps<"details">, "title"> & { title: ReactNode };

/** A line of text with something folded away below it. */
export function More({ title, className = "", children, ...rest }: Props) {
  return (
    <details className={`group/more ${className}`} {...rest}>
      <summary className="flex min-h-8 w-fit list-none items-center gap-1.5 rounded-lg text-sm font-medium text-soft hover:text-ink [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-4 shrink-0 transition-transform group-open/more:rotate-90" />
        <span>{title}</span>
      </summary>
      {children}
    </details>
  );
}
