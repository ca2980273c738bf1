import type { ComponentProps } from "react";

const kinds = {
  main: "bg-accent text-on-accent hover:brightness-110 font-semibold shadow-sm",
  plain: "bg-raised text-ink ring-1 ring-edge/60 ring-inset hover:bg-sunken font-medium",
  quiet: "text-soft hover:bg-sunken hover:text-ink font-medium",
  danger: "bg-bad text-paper hover:brightness-110 font-semibold",
};
export type ButtonKind = keyof typeof kinds;

export const buttonStyle = (kind: ButtonKind, className = "") =>
  `inline-flex min-h-10 items-center justify-center gap-2 rounded-xl px-4 text-sm transition disabled:cursor-not-allowed disabled:opacity-60 [&_svg]:size-4 [&_svg]:shrink-0 ${kinds[kind]} ${className}`;

export function Button({ kind = "plain", className, ...rest }: ComponentProps<"button"> & { kind?: ButtonKind }) {
  return <button type="button" className={buttonStyle(kind, className)} {...rest} />;
}

/** A link without client navigation: to a file, or to a page that must reload. */
export function FileButton({ kind = "plain", className, ...rest }: ComponentProps<"a"> & { kind?: ButtonKind }) {
  return <a className={buttonStyle(kind, className)} {...rest} />;
}
