import type { ComponentProps } from "react";

const kinds = {
  main: "bg-accent text-on-accent hover:brightness-110 font-semibold shadow-sm",
  plain: "bg-raised text-ink ring-1 ring-edge/60 ring-inset hover:bg-sunken font-medium",
  quiet: "text-soft hover:bg-sunken hover:text-ink font-medium",
  danger: "bg-bad text-paper hover:brightness-110 font-semibold",
};
type ButtonKind = keyof typeof kinds;

const sizes = {
  normal: "min-h-10 px-4 text-sm",
  /** Beside other buttons, where space is short. */
  small: "min-h-10 px-2.5 text-sm",
  /** Only an icon. */
  icon: "min-h-10 min-w-10 px-0 text-sm",
  /** The one action of a page. */
  large: "min-h-12 px-6 text-base",
};
type ButtonSize = keyof typeof sizes;
export type ButtonLook = { kind?: ButtonKind; size?: ButtonSize };

export const buttonStyle = (kind: ButtonKind, size: ButtonSize = "normal", className = "") =>
  `inline-flex print:hidden items-center justify-center gap-2 rounded-xl transition disabled:cursor-not-allowed disabled:opacity-60 [&_svg]:size-4 [&_svg]:shrink-0 ${kinds[kind]} ${sizes[size]} ${className}`;

export function Button({ kind = "plain", size, className, ...rest }: ComponentProps<"button"> & ButtonLook) {
  return <button type="button" className={buttonStyle(kind, size, className)} {...rest} />;
}

/** A link without client navigation: to a file, or to a page that must reload. */
export function FileButton({ kind = "plain", size, className, ...rest }: ComponentProps<"a"> & ButtonLook) {
  return <a className={buttonStyle(kind, size, className)} {...rest} />;
}
